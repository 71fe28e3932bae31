import { InternalError } from "../errors/errors.js";

/** A decimal number: digits without zeros around them ("" for zero), times ten to the exponent. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/** DynamoDB keeps 38 significant digits ("Data types" in its quotas). */
export const MAX_DIGITS = 38;
/** Magnitudes run from 1E-130 up to, but not including, 1E+126. */
const LOWEST_EXPONENT = -130;
const HIGHEST_EXPONENT = 125;
/** No number in range is longer, written out; checked before any work on hostile text. */
const LONGEST_TEXT = 300;

function parseDecimal(text: string): Decimal | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", power = "0"] = match;
  const all = whole + fraction;
  if (all === "") return undefined;
  let start = 0;
  let end = all.length;
  while (start < end && all[start] === "0") start += 1;
  while (end > start && all[end - 1] === "0") end -= 1;
  const digits = all.slice(start, end);
  if (digits === "") return { negative: false, digits, exponent: 0 };
  return { negative: sign === "-", digits, exponent: Number(power) + whole.length - end };
}

/** Whether DynamoDB stores the number without loss. */
function fits({ digits, exponent }: Decimal): boolean {
  const magnitude = exponent + digits.length - 1;
  return (
    digits === "" ||
    (digits.length <= MAX_DIGITS && magnitude >= LOWEST_EXPONENT && magnitude <= HIGHEST_EXPONENT)
  );
}

/** Writes a number out: no exponent, no superfluous zeros, as DynamoDB itself answers it. */
function plainText({ negative, digits, exponent }: Decimal): string {
  if (digits === "") return "0";
  const sign = negative ? "-" : "";
  if (exponent >= 0) return sign + digits + "0".repeat(exponent);
  const point = digits.length + exponent;
  if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  return `${sign}0.${"0".repeat(-point)}${digits}`;
}

/** A stored number in its one canonical form; `undefined` for text that is no stored number. */
export function canonicalDecimal(text: string): string | undefined {
  const decimal = parseDecimal(text);
  return decimal !== undefined && fits(decimal) ? plainText(decimal) : undefined;
}

/** The JavaScript number that is exactly the decimal; `undefined` where there is none. */
export function exactNumber(text: string): number | undefined {
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  if (String(value) === text) return value;
  const canonical = canonicalDecimal(text);
  if (canonical === undefined) return undefined;
  if (canonicalDecimal(String(value)) === canonical) return value === 0 ? 0 : value;
  // Beyond 2^53 a number's shortest text is not its exact value: 2 ** 60 is …6976, not …7000.
  return Number.isInteger(value) && String(BigInt(value)) === canonical ? value : undefined;
}

/** The integer that the decimal is; `undefined` for fractions and what is no stored number. */
export function exactBigint(text: string): bigint | undefined {
  const canonical = canonicalDecimal(text);
  return canonical === undefined || canonical.includes(".") ? undefined : BigInt(canonical);
}

/** The sum of two stored numbers, exactly. */
export function decimalSum(one: string, other: string): string {
  const a = parseDecimal(one);
  const b = parseDecimal(other);
  if (a === undefined || b === undefined) throw new InternalError("A stored number is none.");
  const exponent = Math.min(a.exponent, b.exponent);
  const total = scaled(a, exponent) + scaled(b, exponent);
  const sum = parseDecimal(`${total}e${exponent}`);
  return sum === undefined ? "0" : plainText(sum);
}

function scaled({ negative, digits, exponent }: Decimal, to: number): bigint {
  const magnitude = BigInt(digits || "0") * 10n ** BigInt(exponent - to);
  return negative ? -magnitude : magnitude;
}

/** What keeps a JavaScript number from being stored; `undefined` when nothing does. */
export function numberProblem(value: number): string | undefined {
  if (Number.isNaN(value)) return "is NaN, which DynamoDB cannot store.";
  if (!Number.isFinite(value)) return "is infinite, which DynamoDB cannot store.";
  const magnitude = Math.abs(value);
  if (value === 0 || (magnitude >= 1e-130 && magnitude < 1e126)) return undefined;
  return "is outside the range of DynamoDB's numbers (1E-130 to 9.99E+125, either sign).";
}

/**
 * Bytes that a stored number takes: one, and one for each pair of digits counted from the decimal
 * point, and one for a sign. Source: "Item sizes" in the developer guide, which says
 * "approximately"; the pairs and the sign are measured on DynamoDB Local.
 */
export function decimalBytes(text: string): number {
  const decimal = parseDecimal(text);
  if (decimal === undefined || decimal.digits === "") return 1;
  const { negative, digits, exponent } = decimal;
  const lowest = Math.floor(exponent / 2);
  const highest = Math.floor((exponent + digits.length - 1) / 2);
  return 1 + (highest - lowest + 1) + (negative ? 1 : 0);
}
