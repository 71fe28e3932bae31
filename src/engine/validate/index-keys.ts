import { type AttributeValue, type Item, kindOf } from "../attribute-value.js";
import { invalid, invalidParameter } from "../exception.js";
import { own } from "../record.js";
import { keyAttributes, type TableDefinition } from "../table/definition.js";
import { emptyKind, oversize } from "./keys.js";

/**
 * Refuses an item with a value that an index could not hold in its key; a missing one is allowed,
 * it keeps the item out of the index.
 *
 * @param written the attributes of the item that an update wrote; all where undefined
 * @throws ServiceError ValidationException
 */
export function checkIndexKeys(
  table: TableDefinition,
  item: Item,
  written?: ReadonlySet<string>,
): void {
  for (const index of table.indexes) {
    const { partition } = index.keys;
    for (const { name, kind } of keyAttributes(index.keys)) {
      const value = written === undefined || written.has(name) ? own(item, name) : undefined;
      if (value === undefined) continue;
      refuseEmpty(index.name, name, value, written !== undefined);
      if (value[kind] === undefined) {
        throw invalidParameter(
          `Type mismatch for Index Key ${name} Expected: ${kind} Actual: ${kindOf(value)} IndexName: ${index.name}`,
        );
      }
      const problem = oversize(value, name === partition.name);
      if (problem !== undefined) throw invalidParameter(problem);
    }
  }
}

function refuseEmpty(index: string, name: string, value: AttributeValue, isUpdate: boolean): void {
  const empty = emptyKind(value);
  if (empty === undefined) return;
  const rule = `The AttributeValue for a key attribute cannot contain an empty ${empty} value.`;
  throw invalid(
    isUpdate
      ? `One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. ${rule}`
      : `One or more parameter values are not valid. A value specified for a secondary index key is not supported. ${rule} IndexName: ${index}, IndexKey: ${name}`,
  );
}
