import type { WireObject } from "../transport/transport.js";

/** One request that reached the engine. */
export interface RecordedRequest {
  readonly operation: string;
  /** As it was sent. */
  readonly input: WireObject;
  /** Epoch milliseconds by the engine's clock. */
  readonly at: number;
}

/** The latest requests, oldest first. */
export class RequestLog {
  #requests: RecordedRequest[] = [];

  constructor(
    /** How many are kept. */
    readonly limit: number,
  ) {}

  add(request: RecordedRequest): void {
    if (this.limit === 0) return;
    this.#requests.push(request);
    // Cut seldom and much, so that recording costs next to nothing.
    if (this.#requests.length >= 2 * this.limit) this.#requests = this.recent;
  }

  get recent(): RecordedRequest[] {
    return this.limit === 0 ? [] : this.#requests.slice(-this.limit);
  }

  clear(): void {
    this.#requests = [];
  }
}
