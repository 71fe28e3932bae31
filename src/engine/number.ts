import { invalid } from "./exception.js";

/** A number as 0.DIGITS x 10^point; `digits` has no zero at either end and is "" for zero. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly point: number;
}

const SYNTAX = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const ZERO: Decimal = { negative: false, digits: "", point: 0 };

/** Limits of a number: "Naming rules and data types", 38 digits, 1E-130 to 9.99E+125. */
const MAX_DIGITS = 38;
const MAX_POINT = 126;
const MIN_POINT = -129;

/** Builds the decimal of `digits` x 10^exponent within DynamoDB's limits. */
function decimal(negative: boolean, text: string, exponent: number): Decimal {
  let start = 0;
  while (text.charCodeAt(start) === 48) start++;
  let end = text.length;
  while (end > start && text.charCodeAt(end - 1) === 48) end--;
  if (start === end) return ZERO;
  const point = text.length - start + exponent;
  if (point > MAX_POINT) {
    throw invalid(
      "Number overflow. Attempting to store a number with magnitude larger than supported range",
    );
  }
  if (point < MIN_POINT) {
    throw invalid(
      "Number underflow. Attempting to store a number with magnitude smaller than supported range",
    );
  }
  if (end - start > MAX_DIGITS) {
    throw invalid("Attempting to store more than 38 significant digits in a Number");
  }
  return { negative, digits: text.slice(start, end), point };
}

function parse(text: string): Decimal {
  const match = SYNTAX.exec(text);
  const [, sign, whole = "", fraction = "", exponent] = match ?? [];
  if (match === null || whole.length + fraction.length === 0) {
    throw invalid(`The parameter cannot be converted to a numeric value: ${text}`);
  }
  return decimal(
    sign === "-",
    whole + fraction,
    Number(exponent ?? 0) - fraction.length, // a huge exponent becomes Infinity and is refused as overflow
  );
}

function format({ negative, digits, point }: Decimal): string {
  if (digits === "") return "0";
  const sign = negative ? "-" : "";
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + "0".repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** No sign, and no zeros at either end. */
const SHORT_INTEGER = /^[1-9](?:\d{0,13}[1-9])?$/;
const PLAIN_INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;

/**
 * The form in which DynamoDB stores and returns a number: expanded, without needless zeros.
 * @throws ServiceError ValidationException over 38 digits or outside 1E-130 to 9.99E+125
 */
export function normalizeNumber(text: string): string {
  return PLAIN_INTEGER.test(text) ? text : format(parse(text));
}

/** The sum, or with `sign` -1 the difference, of two normalized numbers, itself normalized. */
export function addNumbers(left: string, right: string, sign: 1 | -1): string {
  if (PLAIN_INTEGER.test(left) && PLAIN_INTEGER.test(right)) {
    return String(Number(left) + sign * Number(right));
  }
  const a = parse(left);
  const b = parse(right);
  const exponent = Math.min(a.point - a.digits.length, b.point - b.digits.length);
  const sum = scaled(a, exponent) + BigInt(sign) * scaled(b, exponent);
  const digits = (sum < 0n ? -sum : sum).toString();
  return format(decimal(sum < 0n, digits, exponent));
}

function scaled({ negative, digits, point }: Decimal, exponent: number): bigint {
  const magnitude = BigInt(digits) * 10n ** BigInt(Math.max(0, point - digits.length - exponent));
  return negative ? -magnitude : magnitude;
}

/** Text whose order is the order of normalized numbers; never contains U+0000. */
export function sortableNumber(text: string): string {
  const { negative, digits, point } = parse(text);
  if (digits === "") return "1";
  // Larger magnitude means larger text for positive numbers and smaller text for negative ones:
  // there exponent and digits are complemented, and "~" ends the digits so that fewer sort last.
  const magnitude = point + 500; // always three digits
  if (!negative) return `2${magnitude}${digits}`;
  let complement = "";
  for (let i = 0; i < digits.length; i++) complement += 9 - (digits.charCodeAt(i) - 48);
  return `0${999 - magnitude}${complement}~`;
}

/** -1, 0 or 1 for two normalized numbers. */
export function compareNumbers(left: string, right: string): number {
  if (left === right) return 0;
  if (PLAIN_INTEGER.test(left) && PLAIN_INTEGER.test(right)) {
    return Number(left) < Number(right) ? -1 : 1;
  }
  return sortableNumber(left) < sortableNumber(right) ? -1 : 1;
}

/**
 * The bytes that a normalized number takes of an item: one, one for a minus sign, and half a byte
 * per significant digit, rounded up on either side of the decimal point (measured on DynamoDB).
 */
export function numberSize(text: string): number {
  if (SHORT_INTEGER.test(text)) return 1 + Math.ceil(text.length / 2);
  const { negative, digits, point } = parse(text);
  if (digits === "") return 1;
  const whole = Math.min(Math.max(point, 0), digits.length);
  const sign = negative ? 1 : 0;
  return 1 + sign + Math.ceil(whole / 2) + Math.ceil((digits.length - whole) / 2);
}
