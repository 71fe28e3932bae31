/** Writes a non-negative safe integer or bigint in exactly `width` digits, or undefined. */
export function encodeInteger(value: unknown, width: number): string | undefined {
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || value < 0) return undefined;
  } else if (typeof value !== "bigint" || value < 0n) return undefined;
  const digits = String(value);
  return digits.length > width ? undefined : digits.padStart(width, "0");
}

/** A number where it is exact, a bigint beyond; undefined for anything but digits. */
export function decodeInteger(text: string): number | bigint | undefined {
  if (!/^[0-9]+$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

const bits = new DataView(new ArrayBuffer(8));
const SIGN = 0x80000000;

/**
 * Writes a finite number as 16 hexadecimal digits that sort as the numbers do, or undefined.
 *
 * IEEE 754 doubles sort as sign and magnitude: flipping the sign bit of positive numbers and every
 * bit of negative ones makes that plain binary order. A bigint must be a safe integer; -0 is 0.
 */
export function encodeNumber(value: unknown): string | undefined {
  const number = typeof value === "bigint" ? safeNumber(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return undefined;
  bits.setFloat64(0, number + 0); // -0 + 0 is 0
  const high = bits.getUint32(0);
  const low = bits.getUint32(4);
  return high >= SIGN ? hex(~high) + hex(~low) : hex(high ^ SIGN) + hex(low);
}

/** The number that 16 hexadecimal digits stand for; undefined for other text. */
export function decodeNumber(text: string): number | undefined {
  if (!/^[0-9A-F]{16}$/.test(text)) return undefined;
  const high = Number.parseInt(text.slice(0, 8), 16);
  const low = Number.parseInt(text.slice(8), 16);
  bits.setUint32(0, high >= SIGN ? high ^ SIGN : ~high);
  bits.setUint32(4, high >= SIGN ? low : ~low);
  return bits.getFloat64(0);
}

function safeNumber(value: bigint): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

function hex(word: number): string {
  return (word >>> 0).toString(16).toUpperCase().padStart(8, "0");
}
