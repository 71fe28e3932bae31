import { reservedNames } from "../codec/reserved-names.js";
import { DefinitionError } from "../errors/errors.js";
import { attributeNames } from "../model/attribute-names.js";
import {
  type IndexDefinition,
  type ModelDefinition,
  OWN_TYPES,
  type TableDefinition,
  templateAttributes,
} from "../model/definition.js";
import { entityMembers } from "../model/entity.js";
import { collisionExample } from "../model/key-pattern.js";
import { type KeyTemplate, parseKeyTemplate } from "../model/key-template.js";
import { isOnReadError, type OnReadError } from "../model/read-errors.js";
import type { StandardSchema } from "../model/standard-schema.js";
import { checkUpgrades } from "./check-upgrades.js";
import { uniqueDefinitions } from "./define-unique.js";

const OPTIONS = [
  "schema",
  "pk",
  "sk",
  "indexes",
  "objects",
  "version",
  "unique",
  "upgrade",
  "onReadError",
];

/** What a model was declared with, before anything is checked: JavaScript may pass anything. */
export type RawModelOptions = Readonly<Record<string, unknown>>;

/**
 * Checks a declaration and makes its frozen definition.
 * @throws DefinitionError that says what to write instead.
 */
export function defineModel(
  table: TableDefinition,
  name: unknown,
  options: RawModelOptions,
): ModelDefinition {
  if (typeof name !== "string" || name === "") {
    throw new DefinitionError(
      'A model needs an explicit name: class Device extends table.model("Device")({ ... }) {}.',
    );
  }
  if (typeof options !== "object" || options === null) {
    throw new DefinitionError(`${name}: pass { schema, pk, sk, ... }.`);
  }
  if (OWN_TYPES.has(name)) {
    throw new DefinitionError(`${name}: items of the library itself have that type; rename it.`);
  }
  const unknown = Object.keys(options).find((option) => !OPTIONS.includes(option));
  if (unknown !== undefined) {
    throw new DefinitionError(`${name}: ${unknown} is no option${suggestion(unknown, OPTIONS)}.`);
  }
  if (options.version !== undefined && typeof options.version !== "boolean") {
    throw new DefinitionError(`${name}: version is true or false.`);
  }
  const schema = checkSchema(options.schema, name);
  const names = attributeNames(schema);
  const definition = {
    name,
    table,
    schema,
    key: keyTemplates(options, name),
    indexes: indexTemplates(options.indexes, table, name),
    onReadError: checkOnReadError(options.onReadError ?? table.onReadError, name),
    upgrades: checkUpgrades(options.upgrade, name),
    versioned: options.version === true,
    unique: uniqueDefinitions(options.unique, name, names),
  };
  if (names !== undefined) checkNames(definition, names);
  return Object.freeze(definition);
}

/**
 * Refuses a model whose keys another model of the table could produce as well.
 * @throws DefinitionError
 */
export function checkCollision(model: ModelDefinition, others: Iterable<ModelDefinition>): void {
  if (model.key === undefined) return;
  for (const other of others) {
    if (other.key === undefined) continue;
    const pk = collisionExample(model.key.pk, other.key.pk);
    const sk = collisionExample(model.key.sk, other.key.sk);
    if (pk === undefined || sk === undefined) continue;
    throw new DefinitionError(
      `${model.name} and ${other.name} can have the same key, such as ${JSON.stringify(pk)} / ` +
        `${JSON.stringify(sk)}: begin their sort keys with different text, "${model.name.toUpperCase()}#" say.`,
    );
  }
}

function checkSchema(schema: unknown, name: string): StandardSchema {
  const known =
    (typeof schema === "object" || typeof schema === "function") &&
    schema !== null &&
    "~standard" in schema;
  if (known) return schema as StandardSchema; // the marker of Standard Schema was just seen
  throw new DefinitionError(
    `${name}: schema is a zod schema, or any other that implements Standard Schema.`,
  );
}

function checkOnReadError(handling: unknown, name: string): OnReadError {
  if (isOnReadError(handling)) return handling;
  throw new DefinitionError(`${name}: onReadError is "throw", "skip" or a function.`);
}

function keyTemplates(options: RawModelOptions, name: string): ModelDefinition["key"] {
  const { pk, sk } = options;
  if (pk === undefined && sk === undefined) return undefined;
  if (typeof pk !== "string" || typeof sk !== "string") {
    throw new DefinitionError(
      `${name}: give both pk and sk as templates, or neither and implement pk() and sk() in the class.`,
    );
  }
  return Object.freeze({
    pk: parseKeyTemplate(pk, `${name}.pk`),
    sk: parseKeyTemplate(sk, `${name}.sk`, { sort: true }),
  });
}

function indexTemplates(
  indexes: unknown,
  table: TableDefinition,
  model: string,
): readonly IndexDefinition[] {
  if (indexes === undefined) return [];
  if (typeof indexes !== "object" || indexes === null) {
    throw new DefinitionError(`${model}: indexes is { NAME: { pk, sk } }.`);
  }
  return Object.freeze(
    Object.entries(indexes).map(([name, templates]) => {
      const names = Object.hasOwn(table.indexes, name) ? table.indexes[name] : undefined;
      if (names === undefined) {
        const known = Object.keys(table.indexes);
        throw new DefinitionError(
          `${model}: ${name} is not an index of the table, which has ${known.join(", ") || "none"}` +
            `${suggestion(name, known)}.`,
        );
      }
      const { pk, sk } = (templates ?? {}) as Record<string, unknown>; // both are checked here
      if (typeof pk !== "string" || (names.sk !== undefined) !== (typeof sk === "string")) {
        const expected = names.sk === undefined ? "{ pk }" : "{ pk, sk }";
        throw new DefinitionError(`${model}: index ${name} takes ${expected} templates.`);
      }
      const where = `${model}.indexes.${name}`;
      return Object.freeze({
        name,
        names,
        pk: parseKeyTemplate(pk, `${where}.pk`),
        sk:
          typeof sk === "string" ? parseKeyTemplate(sk, `${where}.sk`, { sort: true }) : undefined,
      });
    }),
  );
}

function checkNames(definition: ModelDefinition, names: readonly string[]): void {
  const { name, key, indexes } = definition;
  const reserved = reservedNames(definition);
  const members = entityMembers(definition);
  for (const attribute of names) {
    if (members.includes(attribute)) {
      throw new DefinitionError(
        `${name}: the schema has an attribute ${attribute}, a member of every entity; rename it.`,
      );
    }
    if (reserved.has(attribute)) {
      throw new DefinitionError(
        `${name}: the schema has an attribute ${attribute}, which the table stores itself; rename it.`,
      );
    }
  }
  const templates: readonly (readonly [string, KeyTemplate | undefined])[] = [
    ["pk", key?.pk],
    ["sk", key?.sk],
    ...indexes.flatMap((index) => [
      [`indexes.${index.name}.pk`, index.pk] as const,
      [`indexes.${index.name}.sk`, index.sk] as const,
    ]),
  ];
  for (const [where, template] of templates) {
    const missing = templateAttributes(template).find((attribute) => !names.includes(attribute));
    if (missing === undefined) continue;
    throw new DefinitionError(
      `${name}.${where}: the template "${template?.text}" uses {${missing}}, which is not an ` +
        `attribute of the schema${suggestion(missing, names)}.`,
    );
  }
}

/** A guess at what was meant: a name at most two edits away. */
function suggestion(name: string, known: readonly string[]): string {
  const near = known.find((candidate) => distance(name, candidate) <= 2);
  return near === undefined ? "" : ` (did you mean ${near}?)`;
}

/** Optimal string alignment distance: insertions, deletions, replacements, swapped neighbours. */
function distance(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= one.length; row++) {
    rows[row] = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1;
      let least = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1);
      least = Math.min(least, at(row - 1, column - 1) + same);
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (row > 1 && column > 1 && swapped) least = Math.min(least, at(row - 2, column - 2) + 1);
      rows[row]?.push(least);
    }
  }
  return at(one.length, other.length);
}
