import { ArgumentError } from "../errors/errors.js";
import { isOperator, OPERATOR, type Operator } from "../model/operator.js";
import type { AttributeValue, StoredType } from "./attribute-value.js";
import { isRecord } from "./object-codec.js";
import type { Place } from "./place.js";

/** DynamoDB's limit on the operands of IN ("Expression operators" in its quotas). */
const MAX_IN_OPERANDS = 100;

const COMPARATORS: Readonly<Record<string, string>> = {
  eq: "=",
  ne: "<>",
  lt: "<",
  lte: "<=",
  gt: ">",
  gte: ">=",
};

const STORED_TYPES: ReadonlySet<unknown> = new Set<StoredType>([
  "S",
  "N",
  "B",
  "BOOL",
  "NULL",
  "L",
  "M",
  "SS",
  "NS",
  "BS",
]);

/** What rendering a condition needs of an expression's builder. */
interface Placeholders {
  value(value: AttributeValue): string;
  place(path: string): Place;
  inside(parent: Place, key: string | number): Place;
  valueAt(place: Pick<Place, "codec" | "label">, value: unknown): string;
}

/**
 * A condition as an expression; `undefined` when it asks for nothing.
 * @throws ArgumentError, EncodeError
 */
export function conditionText(builder: Placeholders, condition: unknown): string | undefined {
  if (isOperator(condition)) {
    return combined(condition, (operand) => conditionText(builder, operand));
  }
  if (typeof condition !== "object" || condition === null) {
    throw new ArgumentError("A condition is an object of attributes, or and(), or(), not().");
  }
  return joined(
    Object.entries(condition).map(([path, operand]) =>
      comparison(builder, builder.place(path), operand),
    ),
    "AND",
  );
}

/** `and`, `or` and `not` of whatever `text` makes expressions of. */
function combined(
  operator: Operator<string, unknown>,
  text: (operand: unknown) => string | undefined,
): string | undefined {
  const name = operator[OPERATOR];
  if (!isCombination(name)) {
    throw new ArgumentError(`${name}() is for an attribute; write { attribute: ${name}(...) }.`);
  }
  const all = operator.operands.map(text);
  const terms = all.filter((term) => term !== undefined);
  if (name === "and") return joined(terms, "AND");
  // What asks for nothing always holds: left out here, it would turn the meaning round.
  if (terms.length === 0 || terms.length < all.length) {
    throw new ArgumentError(`${name}() needs conditions that ask for something.`);
  }
  return name === "or" ? joined(terms, "OR") : `NOT (${terms[0]})`;
}

/** What a place has to be. */
function comparison(builder: Placeholders, place: Place, operand: unknown): string | undefined {
  const { label, codec } = place;
  if (operand === undefined) {
    throw new ArgumentError(`${label}: undefined is no value; use missing() for "not stored".`);
  }
  if (!isOperator(operand)) {
    const inner = isRecord(operand) ? codec.inside : undefined;
    if (inner !== undefined && isRecord(operand)) return nested(builder, place, operand);
    return `${place.text} = ${builder.valueAt(place, operand)}`;
  }
  const kind = operand[OPERATOR];
  if (isCombination(kind)) return combined(operand, (part) => comparison(builder, place, part));
  const { text } = place;
  const comparator = Object.hasOwn(COMPARATORS, kind) ? COMPARATORS[kind] : undefined;
  const operands = (): string[] => operand.operands.map((value) => other(builder, place, value));
  if (comparator !== undefined) return `${text} ${comparator} ${operands()[0]}`;
  switch (kind) {
    case "between":
      return `${text} BETWEEN ${operands().join(" AND ")}`;
    case "beginsWith":
      return `begins_with(${text}, ${builder.value({ S: prefixOf(operand.operands[0], label) })})`;
    case "contains":
      return `contains(${text}, ${member(builder, place, operand.operands[0])})`;
    case "oneOf":
      return oneOf(text, label, operands());
    case "exists":
      return `attribute_exists(${text})`;
    case "missing":
      return `attribute_not_exists(${text})`;
    case "ofType":
      return `attribute_type(${text}, ${builder.value({ S: typeOf(operand.operands[0], label) })})`;
    case "size":
      return sizeComparison(builder, place, operand.operands[0]);
    default:
      throw new ArgumentError(`${label}: ${kind}() is not a comparison.`);
  }
}

/** An object inside of a condition asks for what it names; `eq` asks for the whole. */
function nested(
  builder: Placeholders,
  place: Place,
  operand: Readonly<Record<string, unknown>>,
): string | undefined {
  const inner = Object.entries(operand).map(([key, value]) =>
    comparison(builder, builder.inside(place, keyIn(place, key)), value),
  );
  if (inner.length > 0)
    return joined(
      inner.filter((term) => term !== undefined),
      "AND",
    );
  throw new ArgumentError(`${place.label}: {} asks for nothing; use eq({}) for an empty map.`);
}

/** The name of a property, or the index of an element that an object names by its digits. */
export function keyIn({ codec, label }: Place, key: string): string | number {
  if (codec.inside !== "elements") return key;
  const index = Number(key);
  if (Number.isSafeInteger(index) && index >= 0 && String(index) === key) return index;
  throw new ArgumentError(`${label}: the elements of a list are named by their index, from 0.`);
}

/** What a place is compared with: a value, or another attribute. */
function other(builder: Placeholders, place: Place, value: unknown): string {
  if (!isOperator(value)) return builder.valueAt(place, value);
  if (value[OPERATOR] !== "attribute" || typeof value.operands[0] !== "string") {
    throw new ArgumentError(`${place.label}: ${value[OPERATOR]}() is no value to compare with.`);
  }
  return builder.place(value.operands[0]).text;
}

/** A part of a text, or an element of a set or list. */
function member(builder: Placeholders, place: Place, value: unknown): string {
  const { codec, label } = place;
  const element = codec.element();
  if (element !== undefined) {
    return builder.valueAt({ codec: element, label: `${label}[]` }, value);
  }
  if (typeof value === "string") return builder.value({ S: value });
  throw new ArgumentError(`${label}: contains() takes a part of a text, or an element.`);
}

function oneOf(text: string, label: string, values: readonly string[]): string {
  if (values.length === 0) throw new ArgumentError(`${label}: oneOf() takes at least one value.`);
  const groups: string[] = [];
  for (let start = 0; start < values.length; start += MAX_IN_OPERANDS) {
    groups.push(`${text} IN (${values.slice(start, start + MAX_IN_OPERANDS).join(", ")})`);
  }
  return groups.join(" OR ");
}

/** Compares the size of a text (its length), binary (bytes), set, list or map (elements). */
function sizeComparison(builder: Placeholders, { text, label }: Place, operand: unknown): string {
  const size = `size(${text})`;
  if (!isOperator(operand)) return `${size} = ${builder.value({ N: sizeOf(operand, label) })}`;
  const kind = operand[OPERATOR];
  const values = operand.operands.map((value) => builder.value({ N: sizeOf(value, label) }));
  if (kind === "between") return `${size} BETWEEN ${values.join(" AND ")}`;
  if (kind === "oneOf") return oneOf(size, label, values);
  const comparator = Object.hasOwn(COMPARATORS, kind) ? COMPARATORS[kind] : undefined;
  if (comparator !== undefined) return `${size} ${comparator} ${values[0]}`;
  throw new ArgumentError(`${label}: ${kind}() does not compare a size.`);
}

function sizeOf(value: unknown, label: string): string {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return String(value);
  throw new ArgumentError(`${label}: a size is a whole number from 0.`);
}

function prefixOf(prefix: unknown, label: string): string {
  if (typeof prefix === "string") return prefix;
  throw new ArgumentError(`${label}: beginsWith() takes text.`);
}

function typeOf(type: unknown, label: string): string {
  if (STORED_TYPES.has(type)) return String(type);
  throw new ArgumentError(
    `${label}: ofType() takes one of DynamoDB's types: ${[...STORED_TYPES].join(", ")}.`,
  );
}

function isCombination(name: string): name is "and" | "or" | "not" {
  return name === "and" || name === "or" || name === "not";
}

function joined(terms: readonly (string | undefined)[], word: "AND" | "OR"): string | undefined {
  const asking = terms.filter((term) => term !== undefined);
  if (asking.length <= 1) return asking[0];
  return asking.map((term) => `(${term})`).join(` ${word} `);
}
