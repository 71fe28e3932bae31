import { DefinitionError } from "../errors/errors.js";
import { hasLoneSurrogate } from "./key-text.js";

/** Which of the two keys a template is for. */
export type KeyRole = "partition" | "sort";

export interface KeyLiteral {
  readonly type: "literal";
  readonly text: string;
}

/** How a value is written: see `key-value.ts`. */
export type KeyFormat = "text" | "width" | "number" | "raw";

export interface KeyAttribute {
  readonly type: "attribute";
  readonly name: string;
  readonly format: KeyFormat;
  /** How many characters every value takes; 0 where that depends on the value. */
  readonly width: number;
}

/** A parsed, frozen key template: literals and attributes, never two attributes in a row. */
export interface KeyTemplate {
  readonly text: string;
  readonly parts: readonly (KeyLiteral | KeyAttribute)[];
  /** The most UTF-8 bytes DynamoDB takes ("Service, account, and table quotas"). */
  readonly maxBytes: number;
}

/** The most UTF-8 bytes of a partition and of a sort key. */
export const MAX_KEY_BYTES: Readonly<Record<KeyRole, number>> = { partition: 2048, sort: 1024 };

const FORMATS = 'a width from 1 to 38 ("{seq:10}"), "{seq:number}" or "{seq:raw}"';

/**
 * Parses a template such as `"TENANT#{tenantId}"`.
 *
 * `where` names it in errors, such as `"Device.sk"`. With `sort`, the template must also keep the
 * order and the prefixes of its values.
 * @throws DefinitionError where the template is malformed or could write one key for two values.
 */
export function parseKeyTemplate(
  text: string,
  where: string,
  options: { readonly sort?: boolean } = {},
): KeyTemplate {
  const fail = (problem: string): never => {
    throw new DefinitionError(`${where}: the key template "${text}" ${problem}`);
  };
  if (text === "") fail("is empty; write literal text, {attribute} placeholders or both.");
  if (hasLoneSurrogate(text)) fail("holds half of a surrogate pair, which is not text.");

  // Splitting on a captured group leaves literals at even places and placeholders at odd ones.
  const parts = text.split(/\{([^{}]*)\}/).flatMap((piece, place): KeyTemplate["parts"] => {
    if (place % 2 === 1) return [parsePlaceholder(piece, fail)];
    if (/[{}]/.test(piece)) fail("has a brace without its partner; write {attribute}.");
    return piece === "" ? [] : [Object.freeze({ type: "literal", text: piece })];
  });
  checkNames(parts, fail);
  checkSeparators(parts, options.sort === true, fail);
  const maxBytes = MAX_KEY_BYTES[options.sort === true ? "sort" : "partition"];
  return Object.freeze({ text, parts: Object.freeze(parts), maxBytes });
}

type Fail = (problem: string) => never;
type Parts = KeyTemplate["parts"];

function parsePlaceholder(inside: string, fail: Fail): KeyAttribute {
  const colon = inside.indexOf(":");
  const name = colon < 0 ? inside : inside.slice(0, colon);
  const format = colon < 0 ? "text" : inside.slice(colon + 1);
  if (name === "") fail(`has a placeholder without a name, "{${inside}}"; write {attribute}.`);
  if (colon < 0) return attribute(name, "text", 0);
  if (format === "number") return attribute(name, "number", 16);
  if (format === "raw") return attribute(name, "raw", 0);
  if (/^(?:[1-9]|[12]\d|3[0-8])$/.test(format)) return attribute(name, "width", Number(format));
  return fail(`has an unknown format in "{${inside}}"; write ${FORMATS}.`);
}

function attribute(name: string, format: KeyFormat, width: number): KeyAttribute {
  return Object.freeze({ type: "attribute", name, format, width });
}

function checkNames(parts: Parts, fail: Fail): void {
  const seen = new Set<string>();
  for (const part of parts) {
    if (part.type === "literal") continue;
    if (seen.has(part.name)) fail(`uses {${part.name}} twice; once is enough to tell keys apart.`);
    seen.add(part.name);
  }
}

function checkSeparators(parts: Parts, sort: boolean, fail: Fail): void {
  for (const [place, part] of parts.entries()) {
    const next = parts[place + 1];
    if (part.type === "literal" || next === undefined) continue;
    const after = next.type === "literal" ? next.text : "";
    const endsKey = next.type === "literal" && place + 2 === parts.length;
    if (!endsKey && !after.includes("#")) {
      fail(`needs text with a "#" after {${part.name}}, or different values could share a key.`);
    }
    if (sort && part.width === 0 && !after.startsWith("#")) {
      fail(
        `needs a "#" directly after {${part.name}}: in a sort key only that keeps the order ` +
          `and the prefixes of values of any length. Write "#${after}".`,
      );
    }
  }
}
