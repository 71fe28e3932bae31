import { UnsupportedError, ValidationError } from "../errors/errors.js";
import type { StandardSchema } from "./standard-schema.js";
import { isZodSchema } from "./zod-schema.js";

/** Schemas that have validated a value. */
const used = new WeakSet<object>();

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
  const result = firstResult(schema, value) ?? run(value);
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

/**
 * Zod generates a function for each object of a schema when that is first used, which takes longer than
 * all else of a process's first entity. That one is validated without; undefined where that does not
 * find it valid.
 */
function firstResult<Output>(
  schema: StandardSchema<unknown, Output>,
  value: unknown,
): { readonly value: Output; readonly issues?: undefined } | undefined {
  if (used.has(schema)) return undefined;
  used.add(schema);
  if (!isZodSchema(schema)) return undefined;
  try {
    const result = schema._zod.run({ value, issues: [] }, { async: false, jitless: true });
    if ("then" in result) result.catch(() => {});
    else if (result.issues.length === 0) return { value: result.value as Output }; // the schema's own
  } catch {
    // What it throws is for the schema to say.
  }
  return undefined;
}

function segmentKey(segment: PropertyKey | { readonly key: PropertyKey }): PropertyKey {
  return typeof segment === "object" ? segment.key : segment;
}
