import { z } from "zod";
import { DefinitionError, defineTable } from "../../src/index.js";

/** Declarations as JavaScript writes them: nothing is checked before run time. */
interface UntypedTable {
  model(name?: unknown): (options?: unknown) => UntypedClass;
}
export type UntypedClass = (new (
  input: unknown,
) => { pk(): string; sk(): string }) & {
  readonly objects: object;
};

export const defineUntyped = defineTable as unknown as (options?: unknown) => UntypedTable; // as JavaScript sees it

/** The attributes of a model that is declared well. */
export const schema = z.object({ tenantId: z.string(), email: z.string(), seq: z.number() });
/** What a model is declared well with. */
export const GOOD = { schema, pk: "TENANT#{tenantId}", sk: "USER#{email}" };

/** The message of the DefinitionError that a declaration ends with. */
export function definitionError(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof DefinitionError) return error.message;
    throw error;
  }
  throw new Error("Expected a DefinitionError.");
}

/** Declares a model in a table of its own. */
export const declare = (options: unknown, name: unknown = "User") =>
  defineUntyped({ name: "t" }).model(name)(options);
