import { UnsupportedError } from "../../errors/errors.js";

export function noSnapshots(): UnsupportedError {
  return new UnsupportedError(
    "An engine with a `path` keeps what is on disk: it has no snapshots. " +
      "Use an engine in memory, createEngine() without `path`, to go back to an earlier state.",
  );
}
