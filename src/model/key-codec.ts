import { KeyError } from "../errors/errors.js";
import { bytesOver } from "./key-order.js";
import { keyProblem } from "./key-problem.js";
import {
  type KeyAttribute,
  type KeyRole,
  type KeyTemplate,
  MAX_KEY_BYTES,
} from "./key-template.js";
import { hasLoneSurrogate } from "./key-text.js";
import { decodeValue, encodeValue, type KeyValueKind } from "./key-value.js";

/** What an error about a key names. */
export interface KeyContext {
  readonly model: string;
  readonly kind: KeyRole;
}

type Attributes = Readonly<Record<string, unknown>>;

/**
 * Writes a key from the attributes that its template names.
 * @throws KeyError where a value cannot be part of a key, or the key is over 2048 (partition) or
 * 1024 (sort) UTF-8 bytes.
 */
export function formatKey(
  template: KeyTemplate,
  attributes: Attributes,
  context: KeyContext,
): string {
  let key = "";
  for (const part of template.parts) {
    key +=
      part.type === "literal"
        ? part.text
        : encodePart(template, part, ownValue(attributes, part.name), context);
  }
  return checkLength(template, key, context);
}

/**
 * Writes an index key, or answers undefined where one of its attributes is undefined or null: the
 * item is then not in that index.
 * @throws KeyError as `formatKey` does.
 */
export function formatIndexKey(
  template: KeyTemplate,
  attributes: Attributes,
  context: KeyContext,
): string | undefined {
  for (const part of template.parts) {
    if (part.type === "attribute" && (ownValue(attributes, part.name) ?? null) === null) {
      return undefined;
    }
  }
  return formatKey(template, attributes, context);
}

/**
 * Reads the attributes back from a key; undefined where this template does not write this text.
 *
 * Without a kind a text part is a string, a width a number (a bigint beyond the safe integers).
 */
export function parseKey(
  template: KeyTemplate,
  text: string,
  kinds: (name: string) => KeyValueKind | undefined,
): Record<string, unknown> | undefined {
  if (bytesOver(text, template.maxBytes) !== undefined) return undefined;
  const values: [string, unknown][] = [];
  let at = 0;
  for (const [place, part] of template.parts.entries()) {
    if (part.type === "literal") {
      if (!text.startsWith(part.text, at)) return undefined;
      at += part.text.length;
      continue;
    }
    const end = partEnd(template, place, text, at);
    if (end <= at) return undefined;
    const value = decodeValue(part, text.slice(at, end), kinds(part.name));
    if (value === undefined) return undefined;
    values.push([part.name, value]);
    at = end;
  }
  return at === text.length ? Object.fromEntries(values) : undefined; // safe for "__proto__"
}

/** Where the value that starts at `at` ends, were the text made by the template. */
function partEnd(template: KeyTemplate, place: number, text: string, at: number): number {
  const next = template.parts[place + 1];
  if (next?.type !== "literal") return text.length;
  const isLast = place + 2 === template.parts.length;
  // Values hold no "#", and the text between two of them has one: the first one found is its.
  return isLast ? text.length - next.text.length : text.indexOf("#", at) - next.text.indexOf("#");
}

/** Writes one value as its part of a key. @throws KeyError naming model, template and attribute. */
export function encodePart(
  template: KeyTemplate,
  part: KeyAttribute,
  value: unknown,
  context: KeyContext,
): string {
  const encoded = encodeValue(part, value);
  if (encoded !== undefined) return encoded;
  throw new KeyError(
    `${context.model}: the ${context.kind} key "${template.text}" cannot be made: ` +
      `${part.name} ${keyProblem(part, value)}`,
  );
}

/** Answers the key. @throws KeyError where it is longer than DynamoDB takes. */
export function checkLength(template: KeyTemplate, key: string, context: KeyContext): string {
  const bytes = bytesOver(key, template.maxBytes);
  if (bytes === undefined) return key;
  throw new KeyError(
    `${context.model}: the ${context.kind} key "${template.text}" takes ${bytes} bytes, ` +
      `DynamoDB allows ${template.maxBytes}; shorten the attributes that it is made of.`,
  );
}

/**
 * Answers a key that a class computed itself.
 * @throws KeyError where it is no text that DynamoDB takes as a key.
 */
export function checkKeyText(key: unknown, { model, kind }: KeyContext): string {
  if (typeof key !== "string" || key === "" || hasLoneSurrogate(key)) {
    throw new KeyError(
      `${model}: the ${kind} key is not usable; it must be a string of at least one character, ` +
        "without halves of surrogate pairs.",
    );
  }
  const bytes = bytesOver(key, MAX_KEY_BYTES[kind]);
  if (bytes === undefined) return key;
  throw new KeyError(
    `${model}: the ${kind} key takes ${bytes} bytes, DynamoDB allows ${MAX_KEY_BYTES[kind]}; ` +
      "shorten what it is made of.",
  );
}

/** An own attribute's value: `constructor` and the like are absent unless they are data. */
export function ownValue(attributes: Attributes, name: string): unknown {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}
