import type { AttributeKind } from "../codec/codec.js";
import type { AttributeCodec, EntityCodec } from "../codec/entity-codec.js";
import { currentSchema } from "../codec/upgrade-item.js";
import type { KeyNames, ModelDefinition, TableDefinition } from "../model/definition.js";
import { templateAttributes } from "../model/definition.js";
import { formatKey } from "../model/key-codec.js";
import type { KeyAttribute, KeyRole, KeyTemplate } from "../model/key-template.js";

/** A key of a model's items. */
export interface KeyDescription {
  /** Its template, such as `"TENANT#{tenantId}"`. */
  readonly template: string;
  /** The attributes that the template names, left to right. */
  readonly attributes: readonly string[];
  /** A key as the template writes it, of made-up values. */
  readonly example: string;
}

/** The keys that a model's items have, in the table or in an index. */
export interface ModelKeys {
  readonly pk: KeyDescription;
  /** `undefined` in an index without a sort key. */
  readonly sk: KeyDescription | undefined;
}

export interface AttributeDescription {
  readonly name: string;
  /** What an entity holds in it; `any` where its schema does not tell, or allows several. */
  readonly type: AttributeKind | "list" | "map" | "set" | "binary" | "any";
}

export interface ModelDescription {
  /** The entity type that its items have. */
  readonly name: string;
  /** `undefined` where the class computes its keys itself. */
  readonly key: ModelKeys | undefined;
  readonly indexes: readonly (ModelKeys & { readonly name: string })[];
  /** The attributes of its schema; `undefined` where that does not tell. */
  readonly attributes: readonly AttributeDescription[] | undefined;
  /** The version of its schema: 1, and 1 more for each upgrade. */
  readonly schema: number;
  /** Whether writes check and count an item's version. */
  readonly versioned: boolean;
  /** Attributes whose values no two entities share, together. */
  readonly unique: readonly (readonly string[])[];
}

export interface IndexDescription {
  readonly name: string;
  /** The stored names of its keys, which are texts. */
  readonly keys: KeyNames;
  /** The names of the models whose items are in it. */
  readonly models: readonly string[];
}

/** A table and its models as plain data. */
export interface TableDescription {
  readonly name: string;
  /** The stored names of its keys, which are texts. */
  readonly keys: { readonly pk: string; readonly sk: string };
  readonly indexes: readonly IndexDescription[];
  /** The stored name of what says when an item expires. */
  readonly ttl: string | undefined;
  /** The stored names of what items have beside keys and the attributes of their schema. */
  readonly attributes: TableDefinition["attributes"];
  /** Those that are declared by now. */
  readonly models: readonly ModelDescription[];
}

/** A model as declared, and how its attributes are stored. */
export interface DeclaredModel {
  readonly definition: ModelDefinition;
  readonly codec: EntityCodec;
}

/** Describes a table as frozen data. */
export function describeTable(
  name: string,
  table: TableDefinition,
  models: readonly DeclaredModel[],
): TableDescription {
  const usersOf = (index: string): readonly string[] =>
    models.flatMap(({ definition }) =>
      definition.indexes.some((used) => used.name === index) ? [definition.name] : [],
    );
  return frozen({
    name,
    keys: { ...table.keys },
    indexes: Object.entries(table.indexes).map(([index, keys]) => ({
      name: index,
      keys: { ...keys },
      models: usersOf(index),
    })),
    ttl: table.ttl,
    attributes: { ...table.attributes },
    models: models.map(describeModel),
  });
}

function describeModel({ definition, codec }: DeclaredModel): ModelDescription {
  const { name, key, indexes } = definition;
  const describe = (template: KeyTemplate, kind: KeyRole): KeyDescription => ({
    template: template.text,
    attributes: templateAttributes(template),
    example: formatKey(template, sampleValues(template, codec), { model: name, kind }),
  });
  const keys = (pk: KeyTemplate, sk: KeyTemplate | undefined): ModelKeys => ({
    pk: describe(pk, "partition"),
    sk: sk && describe(sk, "sort"),
  });
  return {
    name,
    key: key && keys(key.pk, key.sk),
    indexes: indexes.map((index) => ({ name: index.name, ...keys(index.pk, index.sk) })),
    attributes:
      codec.names &&
      [...codec.names.keys()].map((attribute) => ({
        name: attribute,
        type: typeOf(codec.attribute(attribute)),
      })),
    schema: currentSchema(definition),
    versioned: definition.versioned,
    unique: definition.unique.map(({ attributes }) => [...attributes]),
  };
}

function typeOf(codec: AttributeCodec | undefined): AttributeDescription["type"] {
  if (codec === undefined) return "any";
  if (codec.kind !== undefined) return codec.kind;
  const { types } = codec;
  if (types.has("SS")) return types.has("M") ? "any" : "set"; // any type, or any form of a set
  if (codec.isList) return "list";
  const [type] = types.size === 1 ? types : [];
  return type === "M" ? "map" : type === "B" ? "binary" : "any";
}

function sampleValues(template: KeyTemplate, codec: EntityCodec): Record<string, unknown> {
  const parts = template.parts.filter((part) => part.type === "attribute");
  return Object.fromEntries(parts.map((part) => [part.name, sampleValue(part, codec)]));
}

/** A value that an attribute may have: one of its literals, or else one of its kind. */
function sampleValue({ name, format }: KeyAttribute, codec: EntityCodec): unknown {
  const attribute = codec.attribute(name);
  const literal = [...(attribute?.literals ?? [])].find((value) => value != null && value !== "");
  if (literal !== undefined) return literal;
  if (format === "width" || format === "number") return 7;
  if (attribute?.kind === "date") return new Date(Date.UTC(2026, 0, 31, 12));
  return attribute?.kind === "boolean" ? true : `${name.replaceAll("#", "")}1`;
}

/** Freezes what was just made, at every depth. */
function frozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
