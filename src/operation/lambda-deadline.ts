import { ArgumentError } from "../errors/errors.js";

/** What AWS Lambda tells a handler of the time that it has. */
export interface LambdaTime {
  getRemainingTimeInMillis(): number;
}

/** Milliseconds that are left to a handler for what it does after the call. */
const MARGIN_MS = 2_000;

/**
 * The deadline of a call in a Lambda handler: a little before the handler's own end, so that there is
 * time to act on what was not written. `Model.objects.upsertMany(entities, { deadline: lambdaDeadline(context) })`
 * @param marginMs milliseconds between the two; 2,000 when left out
 * @throws ArgumentError
 */
export function lambdaDeadline(context: LambdaTime, marginMs = MARGIN_MS): Date {
  const remaining: unknown = context?.getRemainingTimeInMillis?.();
  if (typeof remaining !== "number" || !Number.isFinite(remaining) || !(marginMs >= 0)) {
    throw new ArgumentError("lambdaDeadline: pass the context of a Lambda handler.");
  }
  return new Date(Date.now() + remaining - marginMs);
}
