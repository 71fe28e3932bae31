import { ServiceError } from "../../errors/transport-errors.js";
import type { WireObject } from "../../transport/transport.js";
import type { Item } from "../attribute-value.js";
import { invalid } from "../exception.js";
import { own } from "../record.js";
import { keyAttributes } from "../table/definition.js";
import { indexKeyOf } from "../table/stored-item.js";
import { readItem } from "../validate/attribute-value.js";
import { checkKeyValues } from "../validate/keys.js";
import type { Layer } from "../validate/layer.js";
import { type Source, startKeyNames } from "./page-request.js";

const INVALID = "The provided starting key is invalid";
const MISMATCH = `${INVALID}: The provided key element does not match the schema`;

/** Reads ExclusiveStartKey's values. */
export function readStartKey(raw: WireObject | undefined, layer: Layer): Item | undefined {
  if (raw === undefined) return undefined;
  return layer.older ? explained(() => readItem(raw, layer)) : readItem(raw, layer);
}

/** The place of a start key in the tree of the table or index. */
export function startEntry(source: Source, startKey: Item, layer: Layer): string {
  const names = startKeyNames(source);
  const complete = [...names].every((name) => own(startKey, name) !== undefined);
  if (!complete || Object.keys(startKey).length !== names.size) {
    throw invalid(layer.older ? MISMATCH : INVALID);
  }
  const { table, index } = source;
  const { keys } = table.definition;
  const all = [...keyAttributes(source.keys), ...keyAttributes(keys)];
  if (all.some(({ name, kind }) => own(startKey, name)?.[kind] === undefined)) {
    throw invalid(MISMATCH);
  }
  explained(() => {
    checkKeyValues(source.keys, startKey);
    checkKeyValues(keys, startKey);
  });
  const tableKey = table.keyOf(startKey);
  if (index === undefined) return tableKey;
  return indexKeyOf(source.keys, startKey, tableKey) ?? tableKey;
}

function explained<Result>(check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ServiceError) || error.service !== "ValidationException") throw error;
    throw invalid(`${INVALID}: ${error.serviceMessage}`);
  }
}
