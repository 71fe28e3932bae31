import type { StandardSchema } from "./standard-schema.js";

/** The state that zod's own functions pass along while they parse. */
export interface ZodPayload {
  value: unknown;
  readonly issues: readonly unknown[];
}

/** Options of a parse: which way, whether refinements are left out, and whether no code is generated. */
export interface ZodContext {
  readonly async: false;
  readonly skipChecks?: true;
  readonly jitless?: true;
  readonly direction?: "backward";
}

/**
 * A zod 4 schema by its structure: any copy of zod 4 fits, zod/mini too, and zod is not imported.
 * Source: zod's `v4/core/schemas.ts`.
 */
export interface ZodSchema extends StandardSchema {
  readonly _zod: {
    readonly def: ZodDef;
    readonly bag: { readonly Class?: unknown };
    /** The values of a literal or an enum. */
    readonly values?: ReadonlySet<unknown> | undefined;
    run(payload: ZodPayload, context: ZodContext): ZodPayload | Promise<ZodPayload>;
  };
}

/** A function of a zod codec. */
export type ZodTransform = (value: unknown, payload: ZodPayload) => unknown;

/** The definition of each kind of schema that can be stored, as far as it is read here. */
export type ZodDef =
  | { readonly type: "string" | "template_literal" | "number" | "int" | "bigint" | "boolean" }
  | { readonly type: "date" | "null" | "any" | "unknown" | "transform" | "custom" }
  | { readonly type: "literal" | "enum" | "undefined" | "void" | "never" }
  | { readonly type: ZodWrapper; readonly innerType: ZodSchema }
  | ZodObjectDef
  | { readonly type: "array"; readonly element: ZodSchema }
  | {
      readonly type: "tuple";
      readonly items: readonly ZodSchema[];
      readonly rest?: ZodSchema | null;
    }
  | ZodRecordDef
  | { readonly type: "map"; readonly keyType: ZodSchema; readonly valueType: ZodSchema }
  | { readonly type: "set"; readonly valueType: ZodSchema }
  | {
      readonly type: "union";
      readonly options: readonly ZodSchema[];
      readonly discriminator?: string;
    }
  | { readonly type: "intersection"; readonly left: ZodSchema; readonly right: ZodSchema }
  | { readonly type: "lazy"; readonly getter: () => ZodSchema }
  | ZodPipeDef;

/** The kinds that hold one other schema and store what it stores. */
export type ZodWrapper =
  | "optional"
  | "nullable"
  | "nonoptional"
  | "default"
  | "prefault"
  | "catch"
  | "readonly";

export interface ZodObjectDef {
  readonly type: "object";
  readonly shape: Readonly<Record<string, ZodSchema>>;
  readonly catchall?: ZodSchema | undefined;
}

export interface ZodRecordDef {
  readonly type: "record";
  readonly keyType: ZodSchema;
  readonly valueType: ZodSchema;
  readonly mode?: "strict" | "loose";
  readonly partial?: boolean;
}

export interface ZodPipeDef {
  readonly type: "pipe";
  readonly in: ZodSchema;
  readonly out: ZodSchema;
  /** Both only on codecs. */
  readonly transform?: ZodTransform;
  readonly reverseTransform?: ZodTransform;
}

const WRAPPERS: ReadonlySet<string> = new Set<ZodWrapper>([
  "optional",
  "nullable",
  "nonoptional",
  "default",
  "prefault",
  "catch",
  "readonly",
]);

/** Whether a definition is of a kind that holds one other schema. */
export function isWrapper(def: ZodDef): def is Extract<ZodDef, { readonly innerType: ZodSchema }> {
  return WRAPPERS.has(def.type);
}

/** Whether a schema is a zod 4 schema. */
export function isZodSchema(schema: StandardSchema): schema is ZodSchema {
  const internals: unknown = "_zod" in schema ? schema._zod : undefined;
  return typeof internals === "object" && internals !== null && "def" in internals;
}

/**
 * The object schemas that describe what a schema gives out: one, or several for an intersection;
 * `undefined` where it does not give out an object with a known shape.
 */
export function objectSchemas(schema: ZodSchema): readonly ZodSchema[] | undefined {
  const { def } = schema._zod;
  if (def.type === "object") return [schema];
  if (isWrapper(def)) return objectSchemas(def.innerType);
  if (def.type === "lazy") return objectSchemas(def.getter());
  if (def.type === "pipe") return objectSchemas(def.out);
  if (def.type !== "intersection") return undefined;
  const left = objectSchemas(def.left);
  const right = objectSchemas(def.right);
  return left && right && [...left, ...right];
}

/** The attributes that an object schema names. */
export function shapeOf(schema: ZodSchema): Readonly<Record<string, ZodSchema>> {
  const { def } = schema._zod;
  return def.type === "object" ? def.shape : {};
}
