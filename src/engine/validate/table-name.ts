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

/** The table's own name where a request gives its ARN. */
export function plainTableName(nameOrArn: string): string {
  return TABLE_ARN.exec(nameOrArn)?.[1] ?? nameOrArn;
}
