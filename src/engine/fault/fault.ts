/** Which requests a fault meets, and how often. */
interface Aim {
  /** The operations it meets, such as `"PutItem"`; all where left out. */
  readonly operation?: string | readonly string[];
  /** The table it meets, where a request names one or several; all where left out. */
  readonly table?: string;
  /** How many requests it meets before it is spent: 1 where left out, Infinity for all. */
  readonly times?: number;
  /** How many matching requests pass unharmed first: 0 where left out. */
  readonly after?: number;
  /** The chance that it meets a matching request, by the engine's random source: 1 where left out. */
  readonly probability?: number;
}

/**
 * Something that goes wrong on purpose.
 *
 * - `throttle`: ProvisionedThroughputExceededException, nothing is carried out.
 * - `partial`: a batch is carried out but for its last entries, `left` of them (half where left
 *   out), which come back as UnprocessedItems or UnprocessedKeys; other requests are not met.
 * - `latency`: the request arrives `ms` milliseconds late.
 * - `refuse`: no connection; nothing can have been carried out.
 * - `reset`: the connection breaks before the request is carried out; the caller cannot know.
 * - `lostReply`: the connection breaks after the request is carried out; the caller cannot know.
 * - `serverError`: InternalServerError, status 500; `carriedOut` says whether it was.
 * - `malformed`: the request is carried out, its reply breaks off in the middle.
 * - `conflict`: another transaction holds the item: TransactionConflictException, or for a
 *   transaction its cancellation with the reason TransactionConflict at `position` (0 where left out).
 */
export type Fault = Aim &
  (
    | { readonly kind: "throttle" | "refuse" | "reset" | "lostReply" | "malformed" }
    | { readonly kind: "partial"; readonly left?: number }
    | { readonly kind: "latency"; readonly ms: number }
    | { readonly kind: "serverError"; readonly carriedOut?: boolean }
    | { readonly kind: "conflict"; readonly position?: number }
  );

export type FaultKind = Fault["kind"];
