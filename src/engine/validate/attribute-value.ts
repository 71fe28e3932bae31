import type { AttributeValue, Item } from "../attribute-value.js";
import { utf8Length } from "../bytes.js";
import { invalid, invalidParameter, malformed } from "../exception.js";
import { normalizeNumber } from "../number.js";
import { isRecord } from "../record.js";
import type { Layer } from "./layer.js";
import { BINARIES, NUMBERS, STRINGS, setOf } from "./set-members.js";

/** Documents nest 32 levels deep at most ("Service, account, and table quotas"). */
const MAX_DEPTH = 32;

const MAX_NAME_BYTES = 65_535;

/**
 * Checks an attribute value of a request and copies it in the form DynamoDB stores:
 * numbers normalized, sets sorted.
 * @throws ServiceError ValidationException or SerializationException
 */
export function readValue(raw: unknown, layer: Layer, depth = 1): AttributeValue {
  if (!isRecord(raw) && raw !== null) throw malformed("Unexpected value type in payload");
  let value: AttributeValue | undefined;
  for (const kind in raw) {
    const content = Object.hasOwn(raw, kind) ? raw[kind] : undefined;
    if (content === null || content === undefined) continue;
    const read = readKind(kind, content, layer, depth);
    if (read === undefined) continue;
    if (value !== undefined) {
      throw invalid(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
      );
    }
    value = read;
  }
  if (value === undefined) {
    throw invalid(
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
    );
  }
  return value;
}

/** Checks and copies an item, or the members of a map, like `readValue`. */
export function readItem(raw: unknown, layer: Layer, depth = 1): Item {
  if (!isRecord(raw)) throw malformed("Unexpected value type in payload");
  if (Object.hasOwn(raw, "")) throw emptyName(layer);
  // A copy has every name as its own, `__proto__` too, and keeps the shape that V8 knows.
  const item: Record<string, unknown> = { ...raw };
  for (const name of Object.keys(raw)) {
    if (name.length > 16_383 && utf8Length(name) > MAX_NAME_BYTES) {
      throw invalidParameter("Attribute name is too large, must be less than 65536 bytes");
    }
    item[name] = readValue(raw[name], layer, depth);
  }
  return item as Item; // the loop has replaced every member
}

function emptyName({ older }: Layer): Error {
  return older
    ? invalid("Empty attribute name")
    : invalidParameter("Attribute name may not be empty");
}

/** Undefined for a member that is no kind of value. */
function readKind(
  kind: string,
  content: unknown,
  layer: Layer,
  depth: number,
): AttributeValue | undefined {
  switch (kind) {
    case "S":
      return { S: text(content) };
    case "N":
      return { N: number(content, layer) };
    case "B":
      return { B: binary(content) };
    case "BOOL":
      return { BOOL: truth(content) };
    case "NULL":
      return { NULL: nothing(content) };
    case "SS":
      return { SS: setOf(array(content).map(text), STRINGS, layer) };
    case "NS":
      return {
        NS: setOf(
          array(content).map((member) => number(member, layer)),
          NUMBERS,
          layer,
        ),
      };
    case "BS":
      return { BS: setOf(array(content).map(binary), BINARIES, layer) };
    case "L":
      return { L: list(content, layer, deeper(depth)) };
    case "M":
      return { M: readItem(content, layer, deeper(depth)) };
    default:
      return undefined;
  }
}

function deeper(depth: number): number {
  if (depth >= MAX_DEPTH) {
    throw invalid(
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
    );
  }
  return depth + 1;
}

/** @throws ServiceError ValidationException where an update has nested a document too deep */
export function expectDepth(item: Item, depth = 1): void {
  for (const value of Object.values(item)) expectValueDepth(value, depth);
}

function expectValueDepth(value: AttributeValue, depth: number): void {
  if (value.M !== undefined) expectDepth(value.M, deeper(depth));
  for (const element of value.L ?? []) expectValueDepth(element, deeper(depth));
}

function list(content: unknown, layer: Layer, depth: number): readonly AttributeValue[] {
  return array(content).map((member) => readValue(member, layer, depth));
}

function text(content: unknown): string {
  if (typeof content === "string") return content;
  throw malformed(`${jsonType(content)} cannot be converted to String`);
}

function number(content: unknown, { older }: Layer): string {
  const value = text(content);
  if (value !== "" || !older) return normalizeNumber(value);
  throw invalid("The parameter cannot be converted to a numeric value");
}

function binary(content: unknown): string {
  const base64 = text(content);
  if (base64.length % 4 !== 0) {
    throw malformed(
      `Base64 encoded length is expected a multiple of 4 bytes but found: ${base64.length}`,
    );
  }
  if (Buffer.from(base64, "base64").toString("base64") !== base64) {
    throw malformed("Invalid Base64 text");
  }
  return base64;
}

function truth(content: unknown): boolean {
  if (typeof content === "boolean") return content;
  throw malformed(`${jsonType(content)} cannot be converted to Boolean`);
}

function nothing(content: unknown): true {
  if (truth(content)) return true;
  throw invalidParameter("Null attribute value types must have the value of true");
}

function array(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content;
  throw malformed("Unexpected field type");
}

/** The name that the service's parser gives to a JSON value. */
export function jsonType(value: unknown): string {
  if (typeof value === "string") return "STRING_VALUE";
  if (typeof value === "number") return Number.isInteger(value) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
  if (typeof value === "boolean") return value ? "TRUE_VALUE" : "FALSE_VALUE";
  return Array.isArray(value) ? "START_ARRAY" : "START_OBJECT";
}
