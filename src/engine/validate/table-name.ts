import { invalid } from "../exception.js";
import type { Constraints } from "./constraints.js";

const NAME = /^[a-zA-Z0-9_.-]+$/;
const SHOWN = "[a-zA-Z0-9_.-]+";
const TABLE_ARN = /^arn:aws[a-z-]*:dynamodb:[^:]*:[^:]*:table\/([a-zA-Z0-9_.-]+)$/;

/** Names of tables and indexes: "Naming rules and data types". */
export const MAX_NAME_LENGTH = 255;
export const MIN_NAME_LENGTH = 3;

/** Adds what is wrong with the name in a request about an existing table. */
export function checkTableName(
  constraints: Constraints,
  name: string | undefined,
  path = "tableName",
): void {
  if (name === "") {
    // The service stops at an empty name, and names the member differently.
    throw invalid(
      "1 validation error detected: Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  if (name !== undefined && TABLE_ARN.test(name)) return;
  constraints
    .required(path, name)
    .pattern(path, name, NAME, SHOWN)
    .length(path, name, 1, MAX_NAME_LENGTH);
}

/** Adds what is wrong with the name of a new table or of an index. */
export function checkNewName(
  constraints: Constraints,
  name: string | undefined,
  path: string,
): void {
  constraints.pattern(path, name, NAME, SHOWN).length(path, name, MIN_NAME_LENGTH, MAX_NAME_LENGTH);
}

/** Adds what is wrong with the tables that a batch names; `shown` is how the service echoes the batch. */
export function checkBatchNames(
  constraints: Constraints,
  names: readonly string[],
  shown: () => string,
): void {
  const fits = (name: string): boolean =>
    NAME.test(name) && name.length >= MIN_NAME_LENGTH && name.length <= MAX_NAME_LENGTH;
  if (names.every((name) => fits(plainTableName(name)))) return;
  constraints.add(
    `Value '${shown()}' at 'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: ` +
      `[Member must have length less than or equal to ${MAX_NAME_LENGTH}, Member must have length greater than or equal to ${MIN_NAME_LENGTH}, ` +
      `Member must satisfy regular expression pattern: ${SHOWN}]`,
  );
}

/** The table's own name where a request gives its ARN. */
export function plainTableName(nameOrArn: string): string {
  return TABLE_ARN.exec(nameOrArn)?.[1] ?? nameOrArn;
}
