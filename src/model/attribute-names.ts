import { DefinitionError } from "../errors/errors.js";
import type { StandardSchema } from "./standard-schema.js";
import { isZodSchema, objectSchemas, shapeOf } from "./zod-schema.js";

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
