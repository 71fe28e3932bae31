/** Bytes of the longest reply that goes through the slot. */
const MOST_BYTES = 64 * 1024;
/** State and length, as int32, and the ticket, as a double. */
const HEAD_BYTES = 16;

const FREE = 0;
const FULL = 1;

/** A reply, by the ticket of its call. */
export interface SlotReply {
  readonly ticket: number;
  readonly text: string;
}

/**
 * Memory in which a worker thread leaves one reply for the thread that waits for it. A message takes
 * both of them some 25 µs longer: it is serialized, and wakes an event loop that does not run.
 */
export class ReplySlot {
  readonly #head: Int32Array;
  readonly #ticket: Float64Array;
  readonly #body: Buffer;

  constructor(readonly memory = new SharedArrayBuffer(HEAD_BYTES + MOST_BYTES)) {
    this.#head = new Int32Array(memory, 0, 2);
    this.#ticket = new Float64Array(memory, 8, 1);
    this.#body = Buffer.from(memory, HEAD_BYTES);
  }

  /** Leaves a reply, in the worker thread; false where it is too long, or the last one is still there. */
  put({ ticket, text }: SlotReply): boolean {
    if (Atomics.load(this.#head, 0) !== FREE) return false;
    // A UTF-16 unit takes at most three bytes.
    if (text.length * 3 > MOST_BYTES && Buffer.byteLength(text) > MOST_BYTES) return false;
    this.#head[1] = this.#body.write(text);
    this.#ticket[0] = ticket;
    Atomics.store(this.#head, 0, FULL);
    return true;
  }

  /** Takes the reply that is there, in the thread that waits. */
  take(): SlotReply | undefined {
    if (Atomics.load(this.#head, 0) !== FULL) return undefined;
    const text = this.#body.toString("utf8", 0, this.#head[1]);
    const [ticket = 0] = this.#ticket;
    Atomics.store(this.#head, 0, FREE);
    return { ticket, text };
  }
}
