/** Fills at a constant rate up to its size; what is taken last may leave it in debt. */
export class TokenBucket {
  #tokens: number;
  #at: number;

  constructor(
    /** Tokens per second. */
    readonly rate: number,
    readonly size: number,
    /** Epoch milliseconds. */
    readonly now: () => number,
  ) {
    this.#tokens = size;
    this.#at = now();
  }

  get isEmpty(): boolean {
    this.#fill();
    return this.#tokens <= 0;
  }

  take(tokens: number): void {
    this.#fill();
    this.#tokens -= tokens;
  }

  #fill(): void {
    const now = this.now();
    const gained = ((now - this.#at) / 1000) * this.rate;
    this.#tokens = Math.min(this.size, this.#tokens + Math.max(0, gained));
    this.#at = now;
  }
}
