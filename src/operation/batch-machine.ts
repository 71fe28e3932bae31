import { type Backoff, fullJitter } from "./backoff.js";

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
  /** Bytes on the wire of one request. DynamoDB takes 16 MB. */
  readonly maxBytes: number;
  /** Requests in flight at a time. */
  readonly concurrency: number;
}

/**
 * The queue behind batches: pure state, no I/O, no clock. Entries are sent in the order they came,
 * due retries before fresh ones, and are never in two requests at a time, so that no later write of
 * a key can be overtaken by an earlier one.
 */
export class BatchMachine<Entry extends BatchEntry> {
  readonly #limits: BatchLimits;
  #fresh: Entry[] = [];
  #retries: Entry[] = [];
  /** Entries that have to be tried on their own, to find the one that the service refuses. */
  readonly #groups: Entry[][] = [];
  readonly #inFlight = new Map<number, readonly Entry[]>();
  readonly #waiting = new Map<string, Entry>();
  readonly #busy = new Set<string>();
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

  /** Adds an entry; gives back the one of the same key that it replaces, if that was not sent. */
  add(entry: Entry): Entry | undefined {
    const replaced = this.#waiting.get(entry.key);
    if (replaced !== undefined) this.#forget(replaced);
    this.#waiting.set(entry.key, entry);
    this.#fresh.push(entry);
    return replaced;
  }

  /**
   * The next request to send, or `undefined` when there is none to send now.
   * @param flush whether a request may have fewer entries than it could.
   */
  take(now: number, flush: boolean): { ticket: number; entries: readonly Entry[] } | undefined {
    if (this.#inFlight.size >= this.#limits.concurrency) return undefined;
    let entries: readonly Entry[] | undefined = this.#groups.shift();
    while (entries?.length === 0) entries = this.#groups.shift();
    entries ??= this.#fill(now, flush);
    if (entries === undefined) return undefined;
    for (const entry of entries) {
      this.#waiting.delete(entry.key);
      this.#busy.add(entry.key);
    }
    this.#tickets += 1;
    this.#inFlight.set(this.#tickets, entries);
    return { ticket: this.#tickets, entries };
  }

  /** Takes a settled request's entries back; those not retried or bisected are done with. */
  settle(ticket: number): readonly Entry[] {
    const entries = this.#inFlight.get(ticket) ?? [];
    this.#inFlight.delete(ticket);
    for (const entry of entries) this.#busy.delete(entry.key);
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

  /** Milliseconds until a retry is due; `Infinity` when none waits. */
  waitMs(now: number): number {
    const due = this.#retries.reduce((least, entry) => Math.min(least, entry.notBefore), Infinity);
    return Math.max(0, due - now);
  }

  /** Everything that is not done with: what waits, and what is in flight. */
  drain(): { readonly waiting: readonly Entry[]; readonly inFlight: readonly Entry[] } {
    return { waiting: [...this.#waiting.values()], inFlight: [...this.#inFlight.values()].flat() };
  }

  #forget(entry: Entry): void {
    this.#waiting.delete(entry.key);
    this.#fresh = this.#fresh.filter((other) => other !== entry);
    this.#retries = this.#retries.filter((other) => other !== entry);
    for (const group of this.#groups) {
      const index = group.indexOf(entry);
      if (index >= 0) group.splice(index, 1);
    }
  }

  #fill(now: number, flush: boolean): readonly Entry[] | undefined {
    const ready = (entry: Entry): boolean => entry.notBefore <= now && !this.#busy.has(entry.key);
    const due = this.#retries.filter(ready);
    const free = this.#fresh.filter((entry) => !this.#busy.has(entry.key));
    const entries: Entry[] = [];
    let bytes = 0;
    let full = false;
    for (const entry of [...due, ...free]) {
      full =
        entries.length === this.#limits.maxCount || bytes + entry.bytes > this.#limits.maxBytes;
      if (full && entries.length > 0) break;
      entries.push(entry);
      bytes += entry.bytes;
    }
    full ||= entries.length === this.#limits.maxCount;
    if (entries.length === 0 || !(full || flush)) return undefined;
    const taken = new Set(entries);
    this.#retries = this.#retries.filter((entry) => !taken.has(entry));
    this.#fresh = this.#fresh.filter((entry) => !taken.has(entry));
    return entries;
  }
}
