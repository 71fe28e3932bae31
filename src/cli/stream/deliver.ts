import { randomUUID } from "node:crypto";
import type { LambdaTime } from "../../operation/lambda-deadline.js";
import type { EventRecord } from "./records.js";

/** What a handler is told beside the event: the part of Lambda's context that means something here. */
interface LambdaContext extends LambdaTime {
  readonly functionName: string;
  readonly awsRequestId: string;
}

/** A handler as Lambda calls it. */
export type LambdaHandler = (event: object, context: LambdaContext) => unknown;

/** What came of a batch. */
export interface Delivery {
  /** Records, from the first one on, that need not come again. */
  readonly done: number;
  /** What the handler threw. */
  readonly error?: unknown;
}

/** Lambda's longest. */
const INVOCATION_MS = 15 * 60 * 1_000;

/** Calls the handler with a batch of a shard, as Lambda does. */
export async function deliver(
  handler: LambdaHandler,
  records: readonly EventRecord[],
): Promise<Delivery> {
  const end = Date.now() + INVOCATION_MS;
  const context = {
    functionName: "monotable-stream",
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => Math.max(0, end - Date.now()),
  };
  try {
    // What a handler does to its event is nothing to the next attempt.
    const answer = await handler({ Records: structuredClone(records) }, context);
    return { done: firstFailure(answer, records) };
  } catch (error) {
    return { done: 0, error };
  }
}

/** Where the first record is that has to come again; everything after it does too. */
function firstFailure(answer: unknown, records: readonly EventRecord[]): number {
  const { batchItemFailures } = Object(answer);
  if (!Array.isArray(batchItemFailures)) return records.length;
  const numbers = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
  const failed = batchItemFailures.map((failure) =>
    numbers.indexOf(Object(failure).itemIdentifier),
  );
  // One that names none of the records is taken for a failure of all of them.
  return Math.max(0, Math.min(records.length, ...failed));
}
