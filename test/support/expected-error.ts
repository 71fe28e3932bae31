import { inspect } from "node:util";
import { MonotableError } from "../../src/index.js";
import { canariesIn } from "./canary.js";

/** Everywhere that a log can get an error's text from. */
export function shownOf(error: Error): readonly string[] {
  const { message, stack = "" } = error;
  return [message, stack, String(error), JSON.stringify(error), inspect(error, { depth: 20 })];
}

/**
 * The error of this library that a call ends with; fails when there is none, and when the error
 * shows item contents. Every error that a test expects passes through here.
 */
export async function expectedError(run: () => unknown): Promise<MonotableError> {
  let result: unknown;
  try {
    result = await run();
  } catch (error) {
    if (!MonotableError.is(error)) throw error;
    const leak = shownOf(error).find((text) => canariesIn(text).length > 0);
    if (leak !== undefined) throw new Error(`The error shows item contents: ${leak}`);
    return error;
  }
  throw new Error(`Expected an error, got ${inspect(result)}.`);
}

/** The same, for an error that has to be of one class. */
export async function expectedErrorOf<
  ErrorClass extends abstract new (
    ...args: never
  ) => MonotableError,
>(errorClass: ErrorClass, run: () => unknown): Promise<InstanceType<ErrorClass>> {
  const error = await expectedError(run);
  if (error instanceof errorClass) return error as InstanceType<ErrorClass>; // just checked
  throw new Error(`Expected a ${errorClass.name}, got another error.`, { cause: error });
}
