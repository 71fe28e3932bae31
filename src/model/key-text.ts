/** The last of the characters U+0000 to U+0025 (controls, space, `!"#$%`) that are encoded. */
const LAST_ENCODED = 0x25;

const ESCAPES: readonly string[] = Array.from(
  { length: LAST_ENCODED + 1 },
  (_, code) => `%${code.toString(16).toUpperCase().padStart(2, "0")}`,
);

/** Whether a text holds half of a surrogate pair, which UTF-8 cannot express. */
export function hasLoneSurrogate(text: string): boolean {
  // Every Node since 20 has it, and it is the fastest; TypeScript's ES2023 does not know it.
  return !(text as string & { isWellFormed(): boolean }).isWellFormed();
}

/**
 * Percent-encodes U+0000 to U+0025 and nothing else; undefined for text that cannot be a key part
 * (empty, or with half a surrogate pair).
 *
 * `%` is the last encoded character, so an escape sorts before every character that stays; two
 * upper-case digits sort as the characters they stand for. That keeps order and prefixes, and `#`
 * and `$` are free: both sort before anything that a value can hold.
 */
export function encodeText(text: string): string | undefined {
  if (text === "") return undefined;
  let encode = false;
  let surrogates = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= LAST_ENCODED) encode = true;
    else if (code >= 0xd800 && code <= 0xdfff) surrogates = true;
  }
  if (surrogates && hasLoneSurrogate(text)) return undefined;
  return encode ? escapeText(text) : text;
}

function escapeText(text: string): string {
  let encoded = "";
  for (const character of text) encoded += ESCAPES[character.charCodeAt(0)] ?? character;
  return encoded;
}

/** Resolves escapes; text that `encodeText` cannot have written comes out as anything. */
export function decodeText(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/%[0-2][0-9A-F]/g, (match) =>
    String.fromCharCode(Number.parseInt(match.slice(1), 16)),
  );
}
