import type { KeyAttribute } from "./key-template.js";
import { hasLoneSurrogate } from "./key-text.js";

/** Says why a value cannot be part of a key and what to do, without quoting the value. */
export function keyProblem(part: KeyAttribute, value: unknown): string {
  if (value === undefined || value === null) return `is ${value}; every part of a key is required.`;
  if (value === "") return "is empty; a part of a key needs at least one character.";
  if (typeof value === "string" && part.width === 0) return textProblem(value);
  switch (part.format) {
    case "text":
      return unfitForText(part.name, value);
    case "width":
      return (
        `is ${describe(value)}; it must be an integer from 0 to ${"9".repeat(part.width)}: ` +
        "a safe integer or a bigint."
      );
    case "number":
      return `is ${describe(value)}; it must be a finite number, or a bigint that is a safe integer.`;
    case "raw":
      return `is ${describe(value)}; a raw part takes strings only. Write {${part.name}} for others.`;
  }
}

function textProblem(value: string): string {
  if (hasLoneSurrogate(value)) return "holds half of a surrogate pair, which UTF-8 cannot express.";
  return 'holds a "#", which ends a part of the key; leave out ":raw" to have it encoded.';
}

function unfitForText(name: string, value: unknown): string {
  if (value instanceof Date) return "is an invalid date, or one outside the years 0000 to 9999.";
  if (typeof value === "number" || typeof value === "bigint") {
    return (
      `is ${describe(value)}, and plain numbers do not sort; give it a width, {${name}:10}, ` +
      `or write {${name}:number}.`
    );
  }
  return `is ${describe(value)}; a key part is a string, a date, a boolean or a formatted number.`;
}

function describe(value: unknown): string {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return "not a finite number";
    if (value < 0) return "a negative number";
    return Number.isInteger(value) ? "a number" : "a fraction";
  }
  if (typeof value === "bigint") return value < 0n ? "a negative bigint" : "a bigint";
  if (Array.isArray(value)) return "an array";
  if (value instanceof Date) return "a date";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
