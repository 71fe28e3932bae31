import type { EntityMapper } from "../codec/entity-mapper.js";

/** What the operations on one model need: how it maps to items, and to which table. */
export interface OperationContext<Model> {
  readonly mapper: EntityMapper<Model>;
  /** The table's name, found out at first use. */
  tableName(): string;
}
