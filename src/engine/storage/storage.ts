/** How an engine keeps what its requests change. */
export interface Storage {
  /** Carries a request out; when it answers, all that the request changed is kept. */
  atomically<Result>(run: () => Result): Result;
  /** The same for requests that arrive together: keeping them all at once takes less time. */
  together<Result>(run: () => Result): Promise<Result>;
  /** @throws UnsupportedError where the content cannot be taken back to an earlier state */
  expectSnapshots(): void;
  close(): Promise<void>;
}

/** Content that ends with the process: a change is kept when it is made. */
export const IN_MEMORY: Storage = {
  atomically: (run) => run(),
  together: async (run) => run(),
  expectSnapshots() {},
  async close() {},
};
