import type { AttributeValue, StoredType } from "./attribute-value.js";
import { type AttributeKind, BaseCodec, type Codec, refuseKind, refuseStored } from "./codec.js";
import {
  canonicalDecimal,
  exactBigint,
  exactNumber,
  MAX_DIGITS,
  numberProblem,
} from "./decimal.js";
import type { Path } from "./path.js";
import { checkText } from "./text.js";

interface Scalar<Value> {
  readonly type: StoredType;
  readonly kind?: AttributeKind;
  /** Names the kind in messages. */
  readonly expected: string;
  readonly nullable?: true;
  takes(value: unknown): value is Value;
  encode(value: Value, path: Path): AttributeValue;
  decode(stored: AttributeValue, path: Path): unknown;
}

class ScalarCodec<Value> extends BaseCodec {
  override readonly types: ReadonlySet<StoredType>;
  override readonly takes: Scalar<Value>["takes"];
  override readonly decode: Scalar<Value>["decode"];
  override readonly kind: AttributeKind | undefined;
  override readonly nullable: boolean;
  readonly #scalar: Scalar<Value>;

  constructor(scalar: Scalar<Value>) {
    super();
    this.types = new Set([scalar.type]);
    this.takes = scalar.takes;
    this.decode = scalar.decode;
    this.kind = scalar.kind;
    this.nullable = scalar.nullable ?? false;
    this.#scalar = scalar;
  }

  override encode(value: unknown, path: Path): AttributeValue {
    const scalar = this.#scalar;
    return scalar.takes(value)
      ? scalar.encode(value, path)
      : refuseKind(scalar.expected, value, path);
  }
}

const isText = (value: unknown): value is string => typeof value === "string";

/** Text. */
export const stringCodec: Codec = new ScalarCodec({
  type: "S",
  kind: "string",
  expected: "a string",
  takes: isText,
  encode: (value, path) => ({ S: checkText(value, path) }),
  decode: (stored, path) => textOf(stored, "a string", path),
});

/** Numbers, exactly: what a double cannot hold is refused when read. */
export const numberCodec: Codec = new ScalarCodec({
  type: "N",
  kind: "number",
  expected: "a number",
  takes: (value) => typeof value === "number",
  encode: encodeNumber,
  decode: (stored, path) =>
    exactNumber(decimalOf(stored, path)) ??
    path.unreadable(
      "holds a number that a JavaScript number cannot express; use z.bigint(), or " +
        'z.string().meta({ dynamodb: "number" }) for the decimal text.',
    ),
});

/** Integers of up to 38 digits, stored as numbers. */
export const bigintCodec: Codec = new ScalarCodec({
  type: "N",
  kind: "bigint",
  expected: "a bigint",
  takes: (value) => typeof value === "bigint",
  encode: encodeBigint,
  decode: (stored, path) =>
    exactBigint(decimalOf(stored, path)) ??
    path.unreadable("expected an integer, found another number; use z.number()."),
});

/** Decimal text that is stored as a number, for decimals that no JavaScript number can hold. */
export const decimalCodec: Codec = new ScalarCodec({
  type: "N",
  kind: "string",
  expected: "a decimal string",
  takes: isText,
  encode: (value, path) => {
    if (canonicalDecimal(value) !== value) {
      path.refuse(
        `expected a number in plain decimal text, such as "-12.5", of up to ${MAX_DIGITS} digits, ` +
          "without an exponent and without superfluous zeros: that is how it is read back.",
      );
    }
    return { N: value };
  },
  decode: (stored, path) =>
    canonicalDecimal(decimalOf(stored, path)) ?? path.unreadable("is not a stored number."),
});

/** true and false. */
export const booleanCodec: Codec = new ScalarCodec({
  type: "BOOL",
  kind: "boolean",
  expected: "a boolean",
  takes: (value) => typeof value === "boolean",
  encode: (value) => ({ BOOL: value }),
  decode: (stored, path) =>
    "BOOL" in stored && typeof stored.BOOL === "boolean"
      ? stored.BOOL
      : refuseStored("a boolean (BOOL)", stored, path),
});

/** null. */
export const nullCodec: Codec = new ScalarCodec({
  type: "NULL",
  nullable: true,
  expected: "null",
  takes: (value) => value === null,
  encode: () => ({ NULL: true }),
  decode: (stored, path) => ("NULL" in stored ? null : refuseStored("null (NULL)", stored, path)),
});

/** Dates as fixed-width UTC text with milliseconds: its order is the order of time. */
export const dateCodec: Codec = new ScalarCodec({
  type: "S",
  kind: "date",
  expected: "a Date",
  takes: (value) => value instanceof Date,
  encode: (value, path) => ({ S: encodeDate(value, path) }),
  decode: (stored, path) => {
    const text = textOf(stored, "a date", path);
    const date = new Date(text);
    // toISOString throws for what is no date.
    if (Number.isNaN(date.getTime()) || date.toISOString() !== text) {
      path.unreadable('expected a date as UTC text, such as "2026-01-31T00:00:00.000Z".');
    }
    return date;
  },
});

/** Bytes, read back as a `Uint8Array` of their own. */
export const bytesCodec: Codec = binaryCodec("a Uint8Array", (bytes) => new Uint8Array(bytes));

/** Bytes, read back as a `Buffer`. */
export const bufferCodec: Codec = binaryCodec("a Buffer", (bytes) => bytes);

function binaryCodec(expected: string, wrap: (bytes: Buffer) => Uint8Array): Codec {
  return new ScalarCodec({
    type: "B",
    expected,
    takes: (value) => value instanceof Uint8Array,
    encode: (value) => ({ B: base64Text(value) }),
    decode: (stored, path) => {
      if (!("B" in stored)) refuseStored(`${expected} (B)`, stored, path);
      return wrap(base64Bytes(stored.B, path));
    },
  });
}

export function encodeNumber(value: number, path: Path): AttributeValue {
  const problem = numberProblem(value);
  if (problem !== undefined) path.refuse(problem);
  return { N: String(value) }; // "0" for negative zero: DynamoDB has only one
}

export function encodeBigint(value: bigint, path: Path): AttributeValue {
  const text = String(value);
  const digits = text.length - (value < 0n ? 1 : 0);
  if (digits > MAX_DIGITS) {
    path.refuse(`has ${digits} digits; DynamoDB's numbers have up to ${MAX_DIGITS}.`);
  }
  return { N: text };
}

export function encodeDate(value: Date, path: Path): string {
  if (Number.isNaN(value.getTime())) path.refuse("is an invalid date.");
  const year = value.getUTCFullYear();
  if (year < 0 || year > 9999) {
    path.refuse("is a date outside the years 0000 to 9999, whose text would not sort by time.");
  }
  return value.toISOString();
}

export function base64Text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

export function base64Bytes(text: string, path: Path): Buffer {
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") !== text) path.unreadable("is not base64 text.");
  return bytes;
}

export function textOf(stored: AttributeValue, expected: string, path: Path): string {
  return "S" in stored && typeof stored.S === "string"
    ? stored.S
    : refuseStored(`${expected} (S)`, stored, path);
}

export function decimalOf(stored: AttributeValue, path: Path): string {
  return "N" in stored && typeof stored.N === "string"
    ? stored.N
    : refuseStored("a number (N)", stored, path);
}
