import type { AttributeValue } from "../attribute-value.js";
import { compareValues } from "../compare.js";
import { invalid, invalidParameter } from "../exception.js";
import type { KeyCondition } from "../expression/key-condition.js";
import {
  afterPrefix,
  afterSortKey,
  entryKey,
  partitionPrefix,
  sortKeyPart,
} from "../storage/entry-key.js";
import { type KeyAttribute, type KeySchema, keyAttributes } from "../table/definition.js";
import { checkKeyValue } from "../validate/keys.js";

/** The conditions of a query on the keys of its table or index. */
export interface QueryKeys {
  readonly partition: AttributeValue;
  readonly sort: KeyCondition | undefined;
}

/** @throws ServiceError ValidationException where the conditions do not fit the keys */
export function queryKeys(keys: KeySchema, conditions: readonly KeyCondition[]): QueryKeys {
  const find = (key: KeyAttribute): KeyCondition | undefined =>
    conditions.find((condition) => condition.attribute === key.name);
  if (conditions.length > 2) {
    throw invalid(
      `The number of query conditions (${conditions.length}) exceeds the number of key attributes defined in the schema (${keyAttributes(keys).length})`,
    );
  }
  if (keys.sort === undefined && conditions.length > 1) {
    throw invalid("Query key condition not supported");
  }
  const partition = find(keys.partition);
  if (partition === undefined) throw missed(keys.partition);
  checkValues(keys.partition, partition, true);
  const [value] = partition.values;
  if (partition.operator !== "=" || value === undefined) {
    throw invalid("Query key condition not supported");
  }
  const sort = keys.sort && find(keys.sort);
  if (keys.sort !== undefined && sort === undefined && conditions.length > 1) {
    throw missed(keys.sort);
  }
  if (keys.sort !== undefined && sort !== undefined) checkValues(keys.sort, sort, false);
  return { partition: value, sort };
}

function missed(key: KeyAttribute): Error {
  return invalid(`Query condition missed key schema element: ${key.name}`);
}

function checkValues(key: KeyAttribute, condition: KeyCondition, isPartitionKey: boolean): void {
  for (const value of condition.values) {
    if (value[key.kind] === undefined) {
      throw invalidParameter("Condition parameter type does not match schema type");
    }
    checkKeyValue(key, value, isPartitionKey);
  }
}

/** The keys that a query selects, as a range of its tree: from <= key < to. */
export function rangeOf({ partition, sort }: QueryKeys): [string, string | undefined] {
  const prefix = partitionPrefix(partition);
  const end = afterPrefix(prefix);
  const [value, upper = value] = sort?.values ?? [];
  if (sort === undefined || value === undefined || upper === undefined) return [prefix, end];
  const start = entryKey(prefix, value);
  switch (sort.operator) {
    case "=":
      return [start, afterSortKey(prefix, value)];
    case "<":
      return [prefix, start];
    case "<=":
      return [prefix, afterSortKey(prefix, value)];
    case ">":
      return [afterSortKey(prefix, value), end];
    case ">=":
      return [start, end];
    case "BETWEEN":
      return [start, afterSortKey(prefix, upper)];
    case "begins_with": {
      const from = prefix + sortKeyPart(value);
      return [from, afterPrefix(from)];
    }
  }
}

/** Whether a sort key lies within the condition: a start key has to. */
export function satisfies(condition: KeyCondition, value: AttributeValue): boolean {
  const [operand, upper] = condition.values;
  if (operand === undefined) return false;
  const order = compareValues(value, operand) ?? Number.NaN;
  switch (condition.operator) {
    case "=":
      return order === 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "BETWEEN":
      return order >= 0 && upper !== undefined && (compareValues(value, upper) ?? 1) <= 0;
    case "begins_with":
      return sortKeyPart(value).startsWith(sortKeyPart(operand));
  }
}
