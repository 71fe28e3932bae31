import type { AttributeValue, Item } from "../codec/attribute-value.js";
import { timestampOf } from "../codec/stored-timestamp.js";
import type { ModelDefinition } from "../model/definition.js";
import { isSameLife } from "./version.js";

/**
 * Whether an attempt whose reply was lost may have stored its item, and the item been replaced
 * since. `mine` is what it was to store, `stored` what refuses the attempt after it.
 */
export function mayHaveStored(
  definition: ModelDefinition,
  mine: Item,
  stored: Item | undefined,
  mode: "put" | "create",
): boolean {
  if (stored === undefined) return true;
  const { createdAt, updatedAt, version } = definition.table.attributes;
  const mineVersion = numberOf(mine[version]);
  // What was there before this call is not this call's.
  if (mode === "create" || mineVersion === 1) return isSince(stored[createdAt], mine[updatedAt]);
  if (definition.versioned) {
    const date = (value: AttributeValue | undefined) =>
      timestampOf(value, definition.table.timestamps);
    // Of one version there is one write; another one's is stored, or a later version.
    return (
      numberOf(stored[version]) > mineVersion ||
      !isSameLife(date(mine[createdAt]), date(stored[createdAt]), date(mine[updatedAt]))
    );
  }
  return isSince(stored[updatedAt], mine[updatedAt]);
}

function isSince(stored: AttributeValue | undefined, mine: AttributeValue | undefined): boolean {
  const [then, now] = [scalar(stored), scalar(mine)];
  return then !== undefined && now !== undefined && then >= now;
}

/** A stored timestamp as what it compares by. */
function scalar(value: AttributeValue | undefined): string | number | undefined {
  if (value === undefined) return undefined;
  if ("S" in value) return value.S;
  return "N" in value ? Number(value.N) : undefined;
}

function numberOf(value: AttributeValue | undefined): number {
  return value !== undefined && "N" in value ? Number(value.N) : 0;
}
