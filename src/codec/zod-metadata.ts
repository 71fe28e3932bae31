import { DefinitionError } from "../errors/errors.js";
import type { ZodSchema } from "../model/zod-schema.js";

/** Where all copies of zod 4 keep what `.meta()` is given; zod/mini has it only there. */
interface ZodRegistry {
  get(schema: ZodSchema): unknown;
}

/**
 * Whether a schema is marked as decimal text that is stored as a number:
 * `z.string().meta({ dynamodb: "number" })`.
 * @throws DefinitionError for another mark, or one on another kind of schema
 */
export function isDecimalString(schema: ZodSchema, where: string): boolean {
  const metadata = metadataOf(schema);
  if (typeof metadata !== "object" || metadata === null || !("dynamodb" in metadata)) return false;
  if (metadata.dynamodb === "number" && schema._zod.def.type === "string") return true;
  throw new DefinitionError(
    `${where}: the metadata "dynamodb" can only be "number", on a string schema itself: ` +
      'z.string().meta({ dynamodb: "number" }).',
  );
}

function metadataOf(schema: ZodSchema): unknown {
  if ("meta" in schema && typeof schema.meta === "function") return schema.meta();
  // zod puts its registry there, under this name.
  const { __zod_globalRegistry: registry } = globalThis as { __zod_globalRegistry?: ZodRegistry };
  return registry?.get(schema);
}
