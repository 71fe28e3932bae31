import type { KeyNames } from "../../model/definition.js";
import { createTableRequest } from "./create-table.js";
import { type Infra, wordsOf } from "./infra.js";

type Entry = readonly [name: string, value: string];

/** A resource of Terraform's AWS provider: the table, protected from deletion. */
export function terraform(infra: Infra): string {
  const { table, stream } = infra;
  const attributes = createTableRequest(infra).AttributeDefinitions;
  const blocks = [
    ...attributes.map(({ AttributeName }) =>
      block("attribute", [
        ["name", text(AttributeName)],
        ["type", text("S")],
      ]),
    ),
    ...table.indexes.map(({ name, keys }) =>
      block("global_secondary_index", [
        ["name", text(name)],
        ...keyEntries(keys),
        ["projection_type", text("ALL")],
      ]),
    ),
    ...(table.ttl === undefined
      ? []
      : [
          block("ttl", [
            ["attribute_name", text(table.ttl)],
            ["enabled", "true"],
          ]),
        ]),
    block("point_in_time_recovery", [["enabled", "true"]]),
  ];
  const label = wordsOf(table.name).join("_").toLowerCase();
  const lines = [
    ...aligned([
      ["name", text(table.name)],
      ["billing_mode", text("PAY_PER_REQUEST")],
      ...keyEntries(table.keys),
      ["deletion_protection_enabled", "true"],
      ...(stream
        ? ([
            ["stream_enabled", "true"],
            ["stream_view_type", text("NEW_AND_OLD_IMAGES")],
          ] as const)
        : []),
    ]),
    ...blocks.flatMap((lines) => ["", ...lines]),
  ];
  return [`resource "aws_dynamodb_table" "${label}" {`, ...lines.map(indented), "}"].join("\n");
}

function keyEntries({ pk, sk }: KeyNames): readonly Entry[] {
  return [["hash_key", text(pk)], ...(sk === undefined ? [] : [["range_key", text(sk)] as const])];
}

function block(name: string, entries: readonly Entry[]): readonly string[] {
  return [`${name} {`, ...aligned(entries).map(indented), "}"];
}

/** Lines of `name = value` as `terraform fmt` writes them. */
function aligned(entries: readonly Entry[]): readonly string[] {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${name.padEnd(width)} = ${value}`);
}

function indented(line: string): string {
  return line === "" ? "" : `  ${line}`;
}

/** A string of HCL, in which `${` and `%{` would begin a template. */
function text(value: string): string {
  return JSON.stringify(value).replaceAll(/([$%])(?=\{)/g, "$1$1");
}
