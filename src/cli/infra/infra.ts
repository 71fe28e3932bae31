import type { TableDescription } from "../../table/describe.js";

/** What is made into code: a table as the models need it. */
export interface Infra {
  readonly table: TableDescription;
  /** Whether it has a stream of new and old images. */
  readonly stream: boolean;
}

/** The words of a table's name. */
export function wordsOf(name: string): readonly string[] {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  // Identifiers do not begin with a digit, and a name of dots only has no word.
  return /^[A-Za-z]/.test(words[0] ?? "") ? words : ["table", ...words];
}

/** A table's name as one of a class or a resource: `orders-v2` as `OrdersV2`. */
export function pascalCase(name: string): string {
  return wordsOf(name)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
}

export function jsonText(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
