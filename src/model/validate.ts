import { UnsupportedError, ValidationError } from "../errors/errors.js";
import type { StandardSchema } from "./standard-schema.js";

/**
 * Validates a value and answers what the schema gives out.
 * @param pathOf where an issue is, as the error shows it
 * @throws ValidationError with the schema's issues
 * @throws UnsupportedError when the schema is async
 */
export function validate<Output>(
  schema: StandardSchema<unknown, Output>,
  value: unknown,
  model: string,
  pathOf: (segments: readonly PropertyKey[]) => string,
): Output {
  const { vendor, validate: run } = schema["~standard"];
  const result = run(value);
  if ("then" in result) {
    // Nobody awaits it: a rejection would otherwise end the process.
    result.then(undefined, () => {});
    // Zod tries a schema again as an async one when a function of it throws.
    const thrown =
      vendor === "zod" ? " Zod also does that when a transform or codec throws: add an issue." : "";
    throw new UnsupportedError(
      `${model}: the schema answers a promise, and entities are validated in the calling thread. ` +
        `Use a schema without async checks and transforms, and do those before.${thrown}`,
    );
  }
  if (result.issues === undefined) return result.value;
  // Messages of zod say what was expected; those of other libraries may quote the value.
  const issues = result.issues.map((issue) => ({
    path: pathOf((issue.path ?? []).map(segmentKey)),
    message: vendor === "zod" ? issue.message : "is not valid",
  }));
  throw new ValidationError(model, issues, result.issues);
}

function segmentKey(segment: PropertyKey | { readonly key: PropertyKey }): PropertyKey {
  return typeof segment === "object" ? segment.key : segment;
}
