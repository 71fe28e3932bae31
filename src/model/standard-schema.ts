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
