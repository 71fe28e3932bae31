import type { WireObject } from "../../transport/transport.js";
import type { Database } from "../database.js";
import { exception, invalid, notFound } from "../exception.js";
import { describeTable } from "../table/describe.js";
import type { Table } from "../table/table.js";
import { Constraints } from "../validate/constraints.js";
import { integer, text } from "../validate/fields.js";
import { checkNewName, checkTableName, plainTableName } from "../validate/table-name.js";

export function describe(database: Database, input: WireObject): WireObject {
  const table = namedTable(database, input);
  return { Table: describeTable(table, database.streamOf(table)) };
}

/** The table can no longer be used; the reply says DELETING, as the service's does. */
export function deleteTable(database: Database, input: WireObject): WireObject {
  const table = namedTable(database, input);
  if (table.definition.deletionProtection) {
    throw invalid(
      "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
    );
  }
  database.closeStream(table);
  database.tables.delete(table.definition.name);
  const description = describeTable(table, database.streamOf(table), "DELETING");
  table.drop();
  return { TableDescription: description };
}

/** "ListTables" in the API reference. */
const MAX_NAMES = 100;

export function listTables(database: Database, input: WireObject): WireObject {
  const start = text(input, "ExclusiveStartTableName");
  const limit = integer(input, "Limit");
  const constraints = new Constraints();
  checkNewName(constraints, start, "exclusiveStartTableName");
  constraints.range("limit", limit, 1, MAX_NAMES).check();
  const names = [...database.tables.keys()].sort();
  const rest = start === undefined ? names : names.filter((name) => name > start);
  const page = rest.slice(0, limit ?? MAX_NAMES);
  return {
    TableNames: page,
    ...(page.length < rest.length && { LastEvaluatedTableName: page.at(-1) }),
  };
}

/** The table that a control request names. */
export function namedTable(database: Database, input: WireObject): Table {
  const name = text(input, "TableName");
  const constraints = new Constraints();
  checkTableName(constraints, name);
  constraints.check();
  return tableCalled(database, name ?? "");
}

function tableCalled(database: Database, name: string): Table {
  const plain = plainTableName(name);
  if (database.tables.has(plain)) return database.table(plain);
  throw notFound(`Requested resource not found: Table: ${plain} not found`);
}

/** The table of an ARN, for tags. */
export function tableOfArn(database: Database, input: WireObject): Table {
  const arn = text(input, "ResourceArn");
  const constraints = new Constraints();
  constraints.required("resourceArn", arn).length("resourceArn", arn, 1, 1283).check();
  const plain = plainTableName(arn ?? "");
  if (plain === arn) {
    throw invalid(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  }
  const table = database.tables.get(plain);
  if (table !== undefined && table.definition.arn === arn) return table;
  throw exception("AccessDeniedException", `User is not authorized to access the resource: ${arn}`);
}
