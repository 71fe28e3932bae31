import { type Backoff, fullJitter } from "./backoff.js";
import { DueHeap } from "./due-heap.js";
import { Fifo } from "./fifo.js";

/** Something that goes into a batch request. */
export interface BatchEntry {
  /** Names the item; at most one entry of a key is in flight. */
  readonly key: string;
  /** Bytes on the wire. */
  readonly bytes: number;
  /** Failures in a row without progress. */
  streak: number;
  /** Not to be sent before this time, in milliseconds since 1970. */
  notBefore: number;
}

export interface BatchLimits {
  /** Entries in one request: 25 for BatchWriteItem, 100 for BatchGetItem. */
  readonly maxCount: number;
  /** Bytes on the wire of one request; an entry that has more goes alone. */
  readonly maxBytes: number;
}

/** A request to send. */
export interface BatchChunk<Entry> {
  readonly ticket: number;
  readonly entries: readonly Entry[];
}

/**
 * The queue behind batches: pure state, no I/O, no clock. Due retries are sent before fresh
 * entries, each in the order they came, and a key is never in two requests at a time, so that no
 * later write of it can be overtaken by an earlier one. Every step costs what it hands out, however
 * much is held.
 */
export class BatchMachine<Entry extends BatchEntry> {
  readonly #limits: BatchLimits;
  /** What is to be sent, by key. An entry that is not (any more) here is skipped in the queues. */
  readonly #waiting = new Map<string, Entry>();
  readonly #fresh = new Fifo<Entry>();
  /** Retries whose time has come. */
  readonly #due = new Fifo<Entry>();
  readonly #retries = new DueHeap<Entry>();
  /** Entries that have to be tried on their own, to find the one that the service refuses. */
  readonly #groups = new Fifo<readonly Entry[]>();
  /** The keys in flight, each with the entry that waits for its end. */
  readonly #busy = new Map<string, Entry | undefined>();
  readonly #inFlight = new Map<number, readonly Entry[]>();
  #tickets = 0;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  /** How many entries wait or are in flight. */
  get held(): number {
    return this.#waiting.size + this.#busy.size;
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Whether an entry of the key waits or is in flight. */
  has(key: string): boolean {
    return this.#waiting.has(key) || this.#busy.has(key);
  }

  /** Adds an entry; gives back the one of the same key that it replaces, if that was not sent. */
  add(entry: Entry): Entry | undefined {
    const replaced = this.#waiting.get(entry.key);
    this.#waiting.set(entry.key, entry);
    if (this.#busy.has(entry.key)) this.#busy.set(entry.key, entry);
    else this.#fresh.push(entry);
    return replaced;
  }

  /**
   * The next request to send, or `undefined` when there is none to send now.
   * @param flush whether a request may have fewer entries than it could.
   * @param maxCount how many entries are wanted at most.
   * @param freshFirst whether entries that have not failed go before those that have, as is right to
   *   find out whether it was they that failed, or the table.
   */
  take(
    now: number,
    flush: boolean,
    maxCount = Number.POSITIVE_INFINITY,
    freshFirst = false,
  ): BatchChunk<Entry> | undefined {
    const most = Math.min(maxCount, this.#limits.maxCount);
    const entries = this.#nextGroup() ?? this.#fill(now, flush, most, freshFirst);
    if (entries === undefined) return undefined;
    for (const entry of entries) {
      this.#waiting.delete(entry.key);
      this.#busy.set(entry.key, undefined);
    }
    this.#tickets += 1;
    this.#inFlight.set(this.#tickets, entries);
    return { ticket: this.#tickets, entries };
  }

  /** Takes a settled request's entries back; those not retried or bisected are done with. */
  settle(ticket: number): readonly Entry[] {
    const entries = this.#inFlight.get(ticket) ?? [];
    this.#inFlight.delete(ticket);
    for (const { key } of entries) {
      const next = this.#busy.get(key);
      this.#busy.delete(key);
      if (next !== undefined) this.#fresh.push(next);
    }
    return entries;
  }

  /**
   * Queues an entry again after a failure. False when a newer entry of its key has come meanwhile:
   * that one will be sent in its place.
   */
  retry(entry: Entry, now: number, backoff: Backoff, asked: number, random: number): boolean {
    if (this.#waiting.has(entry.key)) return false;
    entry.notBefore = now + Math.max(asked, fullJitter(backoff, Math.max(1, entry.streak), random));
    this.#waiting.set(entry.key, entry);
    this.#retries.push(entry);
    return true;
  }

  /**
   * Queues the halves of a refused request, each to be tried on its own. Answers how many entries
   * were left out because a newer one of their key has come meanwhile.
   */
  bisect(entries: readonly Entry[]): number {
    const current = entries.filter((entry) => !this.#waiting.has(entry.key));
    const middle = Math.ceil(current.length / 2);
    for (const half of [current.slice(0, middle), current.slice(middle)]) {
      for (const entry of half) this.#waiting.set(entry.key, entry);
      if (half.length > 0) this.#groups.push(half);
    }
    return entries.length - current.length;
  }

  /** Milliseconds until there is something to send; `Infinity` when nothing waits. */
  waitMs(now: number): number {
    return this.#fresh.size > 0 ? 0 : this.retryMs(now);
  }

  /** Milliseconds until something is to be sent again; `Infinity` when nothing is. */
  retryMs(now: number): number {
    if (this.#groups.size + this.#due.size > 0) return 0;
    let first = this.#retries.first;
    while (first !== undefined && !this.#isCurrent(first)) {
      this.#retries.pop();
      first = this.#retries.first;
    }
    return first === undefined ? Number.POSITIVE_INFINITY : Math.max(0, first.notBefore - now);
  }

  /** Everything that is not done with: what waits, and what is in flight. */
  drain(): { readonly waiting: readonly Entry[]; readonly inFlight: readonly Entry[] } {
    return { waiting: [...this.#waiting.values()], inFlight: [...this.#inFlight.values()].flat() };
  }

  #isCurrent(entry: Entry): boolean {
    return this.#waiting.get(entry.key) === entry;
  }

  #nextGroup(): readonly Entry[] | undefined {
    for (let group = this.#groups.at(0); group !== undefined; group = this.#groups.at(0)) {
      this.#groups.drop(1);
      const current = group.filter((entry) => this.#isCurrent(entry));
      if (current.length > 0) return current;
    }
    return undefined;
  }

  #fill(
    now: number,
    flush: boolean,
    maxCount: number,
    freshFirst: boolean,
  ): readonly Entry[] | undefined {
    const retries = this.#retries;
    for (let next = retries.first; next && next.notBefore <= now; next = retries.first) {
      retries.pop();
      this.#due.push(next);
    }
    const { maxBytes } = this.#limits;
    const entries: Entry[] = [];
    let bytes = 0;
    /** How far each queue was looked through. */
    const seen = new Map<Fifo<Entry>, number>();
    let full = false;
    const queues = freshFirst ? [this.#fresh, this.#due] : [this.#due, this.#fresh];
    for (const queue of queues) {
      let position = 0;
      for (let next = queue.at(0); next !== undefined && !full; next = queue.at(position)) {
        const current = this.#isCurrent(next);
        full = current && entries.length > 0 && bytes + next.bytes > maxBytes;
        if (full) break;
        position += 1;
        if (!current) continue;
        entries.push(next);
        bytes += next.bytes;
        full = entries.length === maxCount;
      }
      seen.set(queue, position);
    }
    if (entries.length > 0 && !full && !flush) return undefined;
    for (const [queue, count] of seen) queue.drop(count);
    return entries.length > 0 ? entries : undefined;
  }
}
