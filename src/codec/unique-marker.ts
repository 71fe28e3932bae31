import { ArgumentError } from "../errors/errors.js";
import { MARKER_TYPE, type ModelDefinition, type UniqueDefinition } from "../model/definition.js";
import { checkKeyText } from "../model/key-codec.js";
import { encodeText } from "../model/key-text.js";
import { type AttributeValue, getOwn, type Item } from "./attribute-value.js";
import { canonicalDecimal } from "./decimal.js";
import { isDeepStrictEqual } from "./deep-equal.js";
import type { StoredKey } from "./own-key.js";

/** The attribute of a marker that tells whose it is. */
export const MARKER = "_unique";

/** The sort key of every marker. */
const SORT = "UNIQUE";

/** A unique value that an item holds: the key of the marker that says so. */
export interface Claim {
  readonly unique: UniqueDefinition;
  readonly key: StoredKey;
  /** When the marker expires: with its item. */
  readonly ttl: AttributeValue | undefined;
}

/**
 * The unique values of a stored item. Where an attribute of a constraint is absent, it has none.
 * @throws KeyError, ArgumentError
 */
export function claimsOf(definition: ModelDefinition, item: Item | undefined): readonly Claim[] {
  const { name, table, unique } = definition;
  if (item === undefined) return [];
  const ttl = table.ttl === undefined ? undefined : getOwn(item, table.ttl);
  return unique.flatMap((constraint) => {
    const parts = constraint.attributes.map((attribute) => partOf(item, attribute, name));
    if (parts.includes(undefined)) return [];
    const text = `${constraint.prefix}${parts.join("#")}`;
    const key = { pk: checkKeyText(text, { model: name, kind: "partition" }), sk: SORT };
    return [{ unique: constraint, key, ttl }];
  });
}

/** A value as a part of a marker's key; equal exactly where the stored values are. */
function partOf(item: Item, attribute: string, model: string): string | undefined {
  const value = getOwn(item, attribute);
  if (value === undefined || "NULL" in value) return undefined;
  if ("S" in value) return encodeText(value.S) ?? "%";
  if ("N" in value) return canonicalDecimal(value.N) ?? value.N;
  if ("BOOL" in value) return String(value.BOOL);
  throw new ArgumentError(`${model}: unique: ${attribute} is no text, number, date or boolean.`);
}

/** The marker of a claim by the item of a key. */
export function markerItem(
  { name, table }: ModelDefinition,
  { key, unique, ttl }: Claim,
  owner: StoredKey,
): Item {
  return {
    [table.keys.pk]: { S: key.pk },
    [table.keys.sk]: { S: key.sk },
    [table.attributes.type]: { S: MARKER_TYPE },
    [MARKER]: {
      M: {
        model: { S: name },
        attributes: { L: unique.attributes.map((S) => ({ S })) },
        pk: { S: owner.pk },
        sk: { S: owner.sk },
      },
    },
    ...(table.ttl === undefined || ttl === undefined ? {} : { [table.ttl]: ttl }),
  };
}

/** Whose a marker is. */
export function ownerOf(marker: Item | undefined): StoredKey | undefined {
  const value = marker === undefined ? undefined : getOwn(marker, MARKER);
  if (value === undefined || !("M" in value)) return undefined;
  const { pk, sk } = value.M;
  return pk !== undefined && "S" in pk && sk !== undefined && "S" in sk
    ? { pk: pk.S, sk: sk.S }
    : undefined;
}

/** Whether two keys are of one item. */
export function sameKey(one: StoredKey | undefined, other: StoredKey): boolean {
  return one !== undefined && one.pk === other.pk && one.sk === other.sk;
}

/** The attributes that the markers of a model's items depend on. */
function markedAttributes({ unique, table }: ModelDefinition): readonly string[] {
  const names = unique.flatMap(({ attributes }) => attributes);
  return [...new Set(table.ttl === undefined ? names : [...names, table.ttl])];
}

/** Whether an update of these attributes can change a marker. */
export function touchesMarkers(definition: ModelDefinition, names: readonly string[]): boolean {
  if (definition.unique.length === 0) return false;
  const marked = markedAttributes(definition);
  return names.some((name) => marked.includes(name.split(/[.[]/)[0] ?? name));
}

/** Whether two states of an item have the same markers. */
export function sameMarks(
  definition: ModelDefinition,
  one: Item | undefined,
  other: Item | undefined,
): boolean {
  if (one === undefined || other === undefined) return one === other;
  return markedAttributes(definition).every((name) =>
    isDeepStrictEqual(getOwn(one, name), getOwn(other, name)),
  );
}

/** A condition with its own placeholders, for a request that may have others. */
export interface Guard {
  readonly expression: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** The stored item still has the markers that it had when it was read. */
export function unchangedGuard(definition: ModelDefinition, read: Item | undefined): Guard {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  if (read === undefined) {
    names["#u0"] = definition.table.keys.pk;
    return { expression: "attribute_not_exists(#u0)", names, values };
  }
  const terms = markedAttributes(definition).map((name, index) => {
    names[`#u${index}`] = name;
    const value = getOwn(read, name);
    if (value === undefined) return `attribute_not_exists(#u${index})`;
    values[`:u${index}`] = value;
    return `#u${index} = :u${index}`;
  });
  return { expression: terms.join(" AND "), names, values };
}

/** A marker is absent, or of one of these owners, or has expired at `seconds`. */
export function freeGuard(
  { table }: ModelDefinition,
  owners: readonly StoredKey[],
  seconds: number | undefined,
): Guard {
  const names: Record<string, string> = { "#u0": table.keys.pk };
  const values: Record<string, AttributeValue> = {};
  const terms = ["attribute_not_exists(#u0)"];
  if (owners.length > 0) Object.assign(names, { "#u": MARKER, "#p": "pk", "#s": "sk" });
  for (const [index, { pk, sk }] of owners.entries()) {
    values[`:p${index}`] = { S: pk };
    values[`:s${index}`] = { S: sk };
    terms.push(`(#u.#p = :p${index} AND #u.#s = :s${index})`);
  }
  if (table.ttl !== undefined && seconds !== undefined) {
    names["#t"] = table.ttl;
    values[":t"] = { N: String(seconds) };
    terms.push("#t <= :t");
  }
  return { expression: terms.join(" OR "), names, values };
}

/** A request with one more condition: what it has, and what is added, are joined by AND. */
export function guarded<Input extends Readonly<Record<string, unknown>>>(
  input: Input,
  { expression, names, values }: Guard,
): Input {
  const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = input;
  const all = { ...(ExpressionAttributeValues as object | undefined), ...values }; // an object, if any
  return {
    ...input,
    ConditionExpression:
      ConditionExpression === undefined
        ? expression
        : `${String(ConditionExpression)} AND ${expression}`,
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    ExpressionAttributeNames: { ...(ExpressionAttributeNames as object | undefined), ...names }, // likewise
    ...(Object.keys(all).length > 0 ? { ExpressionAttributeValues: all } : {}),
  };
}
