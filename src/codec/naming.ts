import { EncodeError } from "../errors/errors.js";
import { DecodeError } from "../errors/stored-errors.js";

/** Says in a codec's errors which model they are about. */
export function naming<Result>(model: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof EncodeError) throw new EncodeError(error.path, error.reason, model);
    if (error instanceof DecodeError) throw new DecodeError(error.path, error.reason, model);
    throw error;
  }
}
