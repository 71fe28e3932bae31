import { type AttributeValue, type Item, kindOf } from "../attribute-value.js";
import { binaryLength, utf8Length } from "../bytes.js";
import { invalid, invalidParameter } from "../exception.js";
import { own } from "../record.js";
import { type KeyAttribute, type KeySchema, keyAttributes } from "../table/definition.js";
import { keyOf } from "../table/stored-item.js";

/** Sizes of key values in bytes: "Partition keys and sort keys" in the quotas. */
const MAX_PARTITION_KEY_BYTES = 2048;
const MAX_SORT_KEY_BYTES = 1024;

/**
 * Checks the key of a request against the table's, and answers its place in the table's tree.
 * @throws ServiceError ValidationException where it is not a key of this table
 */
export function checkKey(keys: KeySchema, key: Item): string {
  const attributes = keyAttributes(keys);
  if (Object.keys(key).length !== attributes.length) throw mismatch();
  for (const attribute of attributes) {
    const value = own(key, attribute.name);
    if (value?.[attribute.kind] === undefined) throw mismatch();
  }
  checkKeyValues(keys, key);
  return keyOf(keys, key);
}

/** The service's answer to a key with wrong names or kinds. */
export function mismatch(): Error {
  return invalid("The provided key element does not match the schema");
}

/** Checks the key attributes of a whole item, and answers its place in the table's tree. */
export function checkItemKey(keys: KeySchema, item: Item): string {
  for (const { name, kind } of keyAttributes(keys)) {
    const value = own(item, name);
    if (value === undefined) throw invalidParameter(`Missing the key ${name} in the item`);
    if (value[kind] === undefined) {
      throw invalidParameter(
        `Type mismatch for key ${name} expected: ${kind} actual: ${kindOf(value)}`,
      );
    }
  }
  checkKeyValues(keys, item);
  return keyOf(keys, item);
}

/** Refuses empty and over-long key values; their kinds are right. */
export function checkKeyValues(keys: KeySchema, item: Item): void {
  for (const key of keyAttributes(keys)) {
    const value = own(item, key.name);
    if (value !== undefined) checkKeyValue(key, value, key === keys.partition);
  }
}

export function checkKeyValue(
  key: KeyAttribute,
  value: AttributeValue,
  isPartitionKey: boolean,
): void {
  const empty = emptyKind(value);
  if (empty !== undefined) {
    throw invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${empty} value. Key: ${key.name}`,
    );
  }
  const problem = oversize(value, isPartitionKey);
  if (problem !== undefined) throw invalidParameter(problem);
}

/** "string" or "binary" where the value is empty. */
export function emptyKind(value: AttributeValue): "string" | "binary" | undefined {
  return value.S === "" ? "string" : value.B === "" ? "binary" : undefined;
}

/** What the service says of a key value that is too long. */
export function oversize(value: AttributeValue, isPartitionKey: boolean): string | undefined {
  const size =
    value.S !== undefined ? utf8Length(value.S) : value.B !== undefined ? binaryLength(value.B) : 0;
  if (isPartitionKey) {
    return size > MAX_PARTITION_KEY_BYTES
      ? `Size of hashkey has exceeded the maximum size limit of${MAX_PARTITION_KEY_BYTES} bytes`
      : undefined;
  }
  return size > MAX_SORT_KEY_BYTES
    ? `Aggregated size of all range keys has exceeded the size limit of ${MAX_SORT_KEY_BYTES} bytes`
    : undefined;
}
