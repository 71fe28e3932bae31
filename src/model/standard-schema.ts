import { DefinitionError, UnsupportedError, ValidationError } from "../errors/errors.js";
import { formatPath } from "./attribute-path.js";
import { isZodSchema, objectSchemas, shapeOf } from "./zod-schema.js";

/** One thing that a schema found wrong, as Standard Schema reports it. */
export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a schema answers: a value, or issues. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/** Any schema that follows Standard Schema v1 (zod, valibot, arktype, …). */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** Read for zod, because its inferred types are cheaper to find there. */
interface ZodTypes {
  readonly _zod: { readonly input: unknown; readonly output: unknown };
}

interface StandardTypes {
  readonly "~standard": {
    readonly types?: { readonly input: unknown; readonly output: unknown } | undefined;
  };
}

// `Schema` has no constraint: a constraint would have the compiler infer every schema twice.

/** The type that a schema takes. */
export type InferInput<Schema> = Schema extends ZodTypes
  ? Schema["_zod"]["input"]
  : Schema extends StandardTypes
    ? NonNullable<Schema["~standard"]["types"]>["input"]
    : never;

/** The type that a schema gives out. */
export type InferOutput<Schema> = Schema extends ZodTypes
  ? Schema["_zod"]["output"]
  : Schema extends StandardTypes
    ? NonNullable<Schema["~standard"]["types"]>["output"]
    : never;

/**
 * Validates a value and answers what the schema gives out.
 * @throws ValidationError with the schema's issues
 * @throws UnsupportedError when the schema is async
 */
export function validate<Output>(
  schema: StandardSchema<unknown, Output>,
  value: unknown,
  model: string,
): Output {
  const { vendor, validate: run } = schema["~standard"];
  const result = run(value);
  if ("then" in result) {
    // Nobody awaits it: a rejection would otherwise end the process.
    result.then(undefined, () => {});
    throw new UnsupportedError(
      `${model}: the schema answers a promise, and entities are validated in the calling thread. ` +
        "Use a schema without async checks and transforms, and do those before.",
    );
  }
  if (result.issues === undefined) return result.value;
  // Messages of zod say what was expected; those of other libraries may quote the value.
  const issues = result.issues.map((issue) => ({
    path: formatPath((issue.path ?? []).map(segmentKey)),
    message: vendor === "zod" ? issue.message : "is not valid",
  }));
  throw new ValidationError(model, issues, result.issues);
}

function segmentKey(segment: PropertyKey | { readonly key: PropertyKey }): PropertyKey {
  return typeof segment === "object" ? segment.key : segment;
}

/**
 * The attributes that a schema names, or `undefined` where it does not tell.
 * @throws DefinitionError when a zod schema does not give out an object
 */
export function attributeNames(schema: StandardSchema): readonly string[] | undefined {
  if (isZodSchema(schema)) {
    const objects = objectSchemas(schema);
    if (objects === undefined) {
      throw new DefinitionError(
        `A model's schema has to give out an object, not a ${schema._zod.def.type}; use z.object({ ... }).`,
      );
    }
    return [...new Set(objects.flatMap((object) => Object.keys(shapeOf(object))))];
  }
  const { vendor } = schema["~standard"];
  if (vendor === "valibot") return valibotNames(schema);
  return vendor === "arktype" ? arktypeNames(schema) : undefined;
}

/** What a later step of a valibot pipe may be without changing which attributes there are. */
const KEEPS_SHAPE: ReadonlySet<unknown> = new Set(["readonly", "brand", "flavor"]);

function valibotNames(schema: object): readonly string[] | undefined {
  const entries: unknown = "entries" in schema ? schema.entries : undefined;
  const pipe: unknown = "pipe" in schema ? schema.pipe : undefined;
  if (typeof entries !== "object" || entries === null) return undefined;
  const steps: readonly { readonly kind?: unknown; readonly type?: unknown }[] = Array.isArray(pipe)
    ? pipe.slice(1)
    : [];
  const reshaped = steps.some(
    ({ kind, type }) => kind === "schema" || (kind === "transformation" && !KEEPS_SHAPE.has(type)),
  );
  return reshaped ? undefined : Object.keys(entries);
}

function arktypeNames(schema: object): readonly string[] | undefined {
  try {
    const props: unknown = "props" in schema ? schema.props : undefined;
    if (!Array.isArray(props)) return undefined;
    return props.map((prop: { readonly key: unknown }) => String(prop.key));
  } catch {
    return undefined; // the getter throws for anything but a plain object type
  }
}
