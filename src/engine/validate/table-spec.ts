import type { WireObject } from "../../transport/transport.js";
import { invalid, invalidParameter } from "../exception.js";
import type { IndexDefinition, KeyAttribute, KeySchema, Throughput } from "../table/definition.js";
import type { Constraints } from "./constraints.js";
import { integer, map, structures, text } from "./fields.js";
import { checkNewName } from "./table-name.js";

const KEY_KINDS = ["B", "N", "S"] as const;
const KEY_TYPES = ["HASH", "RANGE"] as const;
const PROJECTION_TYPES = ["ALL", "INCLUDE", "KEYS_ONLY"] as const;

/** A key schema as given. */
export type RawKeySchema = readonly { readonly name: string; readonly type: string }[];

export interface RawIndex {
  readonly scope: IndexDefinition["scope"];
  readonly name: string;
  readonly keys: RawKeySchema;
  readonly projectionType: string | undefined;
  readonly nonKeyAttributes: readonly unknown[] | undefined;
  readonly throughput: Throughput | undefined;
}

export function readAttributes(
  constraints: Constraints,
  input: WireObject,
): readonly KeyAttribute[] | undefined {
  return structures(input, "AttributeDefinitions")?.map((raw, i) => {
    const path = `attributeDefinitions.${i + 1}.member`;
    const name = text(raw, "AttributeName");
    const kind = text(raw, "AttributeType");
    constraints
      .required(`${path}.attributeName`, name)
      .length(`${path}.attributeName`, name, 1, 255)
      .required(`${path}.attributeType`, kind)
      .oneOf(`${path}.attributeType`, kind, KEY_KINDS);
    return { name: name ?? "", kind: KEY_KINDS.find((one) => one === kind) ?? "S" };
  });
}

export function readKeySchema(
  constraints: Constraints,
  input: WireObject,
  path: string,
): RawKeySchema {
  const raw = structures(input, "KeySchema");
  constraints.required(path, raw);
  const keys = (raw ?? []).map((element, i) => {
    const at = `${path}.${i + 1}.member`;
    const name = text(element, "AttributeName");
    const type = text(element, "KeyType");
    constraints
      .required(`${at}.attributeName`, name)
      .length(`${at}.attributeName`, name, 1, 255)
      .required(`${at}.keyType`, type)
      .oneOf(`${at}.keyType`, type, KEY_TYPES);
    return { name: name ?? "", type: type ?? "" };
  });
  if (keys.length > 2) {
    const shown = keys.map((k) => `KeySchemaElement(attributeName=${k.name}, keyType=${k.type})`);
    constraints.add(
      `Value '[${shown.join(", ")}]' at '${path}' failed to satisfy constraint: Member must have length less than or equal to 2`,
    );
  }
  if (raw !== undefined) constraints.count(path, Math.min(keys.length, 2), 1, 2);
  return keys;
}

export function readThroughput(
  constraints: Constraints,
  input: WireObject,
  path: string,
): Throughput | undefined {
  const raw = map(input, "ProvisionedThroughput");
  if (raw === undefined) return undefined;
  const read = integer(raw, "ReadCapacityUnits");
  const write = integer(raw, "WriteCapacityUnits");
  constraints
    .required(`${path}.writeCapacityUnits`, write)
    .range(`${path}.writeCapacityUnits`, write, 1)
    .required(`${path}.readCapacityUnits`, read)
    .range(`${path}.readCapacityUnits`, read, 1);
  return { read: read ?? 0, write: write ?? 0 };
}

export function readIndex(
  constraints: Constraints,
  raw: WireObject,
  scope: IndexDefinition["scope"],
  path: string,
): RawIndex {
  const name = text(raw, "IndexName");
  const projection = map(raw, "Projection");
  const projectionType = projection && text(projection, "ProjectionType");
  constraints.required(`${path}.indexName`, name);
  checkNewName(constraints, name, `${path}.indexName`);
  constraints
    .required(`${path}.projection`, projection)
    .oneOf(`${path}.projection.projectionType`, projectionType, PROJECTION_TYPES);
  const keys = readKeySchema(constraints, raw, `${path}.keySchema`);
  const throughput = readThroughput(constraints, raw, `${path}.provisionedThroughput`);
  const nonKey = projection && structuresOrTexts(projection);
  return { scope, name: name ?? "", keys, projectionType, nonKeyAttributes: nonKey, throughput };
}

function structuresOrTexts(projection: WireObject): readonly unknown[] | undefined {
  const { NonKeyAttributes } = projection;
  return Array.isArray(NonKeyAttributes) ? NonKeyAttributes : undefined;
}

/** Turns a key schema into keys, or refuses it. */
export function keysOf(raw: RawKeySchema, attributes: readonly KeyAttribute[]): KeySchema {
  const names = raw.map((key) => key.name);
  const [first, second] = raw;
  if (raw.length > attributes.length) {
    throw invalid("Invalid KeySchema: Some index key attribute have no definition");
  }
  const [partition, sort] = names.map((name) => attributes.find((known) => known.name === name));
  if (first === undefined || partition === undefined || (second && sort === undefined)) {
    const defined = attributes.map(({ name }) => name).join(", ");
    throw invalidParameter(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${names.join(", ")}], AttributeDefinitions: [${defined}]`,
    );
  }
  if (first.name === second?.name) {
    throw invalid(
      "Both the Hash Key and the Range Key element in the KeySchema have the same name",
    );
  }
  if (first.type !== "HASH") {
    throw invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  if (second !== undefined && second.type !== "RANGE") {
    throw invalid("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  }
  return { partition, sort };
}

/** Turns an index as given into its definition, or refuses it. */
export function indexOf(
  raw: RawIndex,
  attributes: readonly KeyAttribute[],
  tableKeys: KeySchema,
  onDemand: boolean,
): IndexDefinition {
  const keys = keysOf(raw.keys, attributes);
  if (raw.scope === "local") {
    if (keys.sort === undefined) {
      throw invalidParameter(`Index KeySchema does not have a range key for index: ${raw.name}`);
    }
    if (keys.partition.name !== tableKeys.partition.name) {
      throw invalidParameter(
        `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${raw.name}. index hash key: ${keys.partition.name}, table hash key: ${tableKeys.partition.name}`,
      );
    }
  }
  const type = PROJECTION_TYPES.find((one) => one === raw.projectionType);
  if (type === undefined) throw invalidParameter("Unknown ProjectionType: null");
  const attributesGiven = raw.nonKeyAttributes ?? [];
  if (type !== "INCLUDE" && raw.nonKeyAttributes !== undefined) {
    throw invalidParameter(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
  }
  if (type === "INCLUDE" && attributesGiven.length === 0) {
    throw invalidParameter(`ProjectionType is ${type}, but NonKeyAttributes is not specified`);
  }
  if (onDemand && raw.throughput !== undefined) {
    throw invalidParameter(
      `ProvisionedThroughput should not be specified for index: ${raw.name} when BillingMode is PAY_PER_REQUEST`,
    );
  }
  return {
    name: raw.name,
    scope: raw.scope,
    keys,
    projection: { type, attributes: attributesGiven.map(String) },
    throughput: raw.throughput,
  };
}

/** Refuses attribute definitions that no key uses. */
export function refuseUnusedAttributes(
  attributes: readonly KeyAttribute[],
  keys: KeySchema,
  indexes: readonly IndexDefinition[],
): void {
  const used = new Set<string>();
  for (const schema of [keys, ...indexes.map((index) => index.keys)]) {
    used.add(schema.partition.name);
    if (schema.sort !== undefined) used.add(schema.sort.name);
  }
  if (attributes.length === used.size) return;
  throw invalidParameter(
    indexes.length === 0
      ? "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions"
      : `Some AttributeDefinitions are not used. AttributeDefinitions: [${attributes.map(({ name }) => name).join(", ")}], keys used: [${[...used].join(", ")}]`,
  );
}
