import { hasLoneSurrogate } from "../model/key-text.js";
import type { Path } from "./path.js";

/** DynamoDB's limit on attribute names and map keys ("Naming rules and data types"). */
const MAX_NAME_BYTES = 65_535;

/** Checks a text value: half of a surrogate pair would be stored as another character. */
export function checkText(text: string, path: Path): string {
  if (hasLoneSurrogate(text)) {
    path.refuse("holds half of a surrogate pair, which UTF-8 cannot express.");
  }
  return text;
}

/** Checks the name of an attribute or the key of a map. */
export function checkName(name: string, path: Path): string {
  if (name === "") path.refuse("has an empty name; DynamoDB's names have at least one character.");
  if (hasLoneSurrogate(name)) {
    path.refuse("has a name with half of a surrogate pair, which UTF-8 cannot express.");
  }
  if (name.length > MAX_NAME_BYTES / 3 && Buffer.byteLength(name) > MAX_NAME_BYTES) {
    path.refuse(
      `has a name of ${Buffer.byteLength(name)} bytes; DynamoDB allows ${MAX_NAME_BYTES}.`,
    );
  }
  return name;
}
