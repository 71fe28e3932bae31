import { keyText, type StoredKey } from "../codec/entity-mapper.js";

/** The keys of an array of elements. */
export interface ArrayKeys {
  /** By position; `undefined` where there is no key, which is reported when its turn comes. */
  readonly text: readonly (string | undefined)[];
  /** The position of the input that is to be sent, of those that share a key. */
  readonly chosen: ReadonlyMap<string, number>;
}

/** The keys of an array, so that inputs of one key are found however far apart they are. */
export function keysOf<Element>(
  elements: readonly Element[],
  keyOf: (element: Element) => StoredKey,
  choice: "first" | "last",
): ArrayKeys {
  const text: (string | undefined)[] = [];
  const chosen = new Map<string, number>();
  for (const element of elements) {
    try {
      const key = keyText(keyOf(element));
      if (choice === "last" || !chosen.has(key)) chosen.set(key, text.length);
      text.push(key);
    } catch {
      text.push(undefined);
    }
  }
  return { text, chosen };
}
