import type { ModelDescription, ModelKeys, TableDescription } from "../../table/describe.js";
import { diagram } from "./diagram.js";

/** The access patterns of a table as a page of Markdown, with a diagram of its entities. */
export function catalogue(table: TableDescription): string {
  return [
    `# ${table.name}`,
    "",
    `The table's key is ${keyNames(table.keys)}; an item's type is in ${code(table.attributes.type)}${
      table.ttl === undefined ? "" : `, when it expires in ${code(table.ttl)}`
    }.`,
    "",
    "```mermaid",
    diagram(table),
    "```",
    "",
    "## Access patterns",
    "",
    ...rows([
      ["read by", "entity", "partition", "sorted by", "example"],
      ...table.models.flatMap(patternsOf),
    ]),
    ...table.models.flatMap((model) => ["", ...section(model)]),
    ...(table.indexes.length === 0 ? [] : ["", "## Indexes", "", ...indexRows(table)]),
  ].join("\n");
}

function patternsOf(model: ModelDescription): readonly (readonly string[])[] {
  const own =
    model.key === undefined
      ? [["the table", model.name, "made by its class", "made by its class", ""]]
      : [pattern("the table", model.name, model.key)];
  return [...own, ...model.indexes.map((keys) => pattern(keys.name, model.name, keys))];
}

function pattern(readBy: string, model: string, { pk, sk }: ModelKeys): readonly string[] {
  const example = sk === undefined ? code(pk.example) : `${code(pk.example)} ${code(sk.example)}`;
  return [readBy, model, code(pk.template), sk === undefined ? "" : code(sk.template), example];
}

function section({ name, attributes, versioned, unique }: ModelDescription): readonly string[] {
  const notes = [
    attributes === undefined
      ? "Its schema does not tell its attributes."
      : `Attributes: ${attributes.map(({ name: attribute }) => code(attribute)).join(", ")}.`,
    ...(versioned ? ["Writes check its version."] : []),
    ...unique.map((names) => `Unique: ${names.map(code).join(" with ")}.`),
  ];
  return [`## ${name}`, "", ...notes];
}

function indexRows({ indexes }: TableDescription): readonly string[] {
  return rows([
    ["index", "key", "entities"],
    ...indexes.map(({ name, keys, models }) => [name, keyNames(keys), models.join(", ")]),
  ]);
}

function keyNames({ pk, sk }: { readonly pk: string; readonly sk?: string | undefined }): string {
  return sk === undefined ? code(pk) : `${code(pk)} / ${code(sk)}`;
}

/** A table of Markdown: its head, and its rows. */
function rows([head = [], ...body]: readonly (readonly string[])[]): readonly string[] {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [row(head), row(head.map(() => "---")), ...body.map(row)];
}

/** A span of code; longer fences where the text has some itself. */
function code(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}
