import fc from "fast-check";

/** An item as plain JavaScript; a map with any names is a `Map`, so that no name is special. */
export interface State {
  readonly n?: number | undefined;
  readonly text?: string | undefined;
  readonly tags?: ReadonlySet<string> | undefined;
  readonly log?: readonly string[] | undefined;
  readonly map?:
    | {
        readonly x?: number | undefined;
        readonly y?: string | undefined;
        readonly deep?: { readonly z?: number | undefined } | undefined;
      }
    | undefined;
  readonly counts?: ReadonlyMap<string, number> | undefined;
}

/** Few values, so that conditions often hold. */
export const count = fc.integer({ min: -2, max: 4 });
export const text: fc.Arbitrary<string> = fc.constantFrom(
  "a",
  "ab",
  "b",
  "é",
  "😀",
  "\uffff",
  "a b",
);
export const element: fc.Arbitrary<string> = fc.constantFrom("a", "b", "c");
/** Names that a naive expression or object would stumble over. */
export const name: fc.Arbitrary<string> = fc.constantFrom(
  "red",
  "dark.blue",
  "__proto__",
  "constructor",
  "x[0]",
  "#n0",
);

export const members = fc
  .uniqueArray(element, { minLength: 1, maxLength: 3 })
  .map((tags) => new Set(tags));
export const list = fc.array(element, { maxLength: 3 });
export const map = fc.record(
  { x: count, y: text, deep: fc.record({ z: count }, { requiredKeys: [] }) },
  { requiredKeys: [] },
);

export const state: fc.Arbitrary<State> = fc.record(
  { n: count, text, tags: members, log: list, map },
  { requiredKeys: [] },
);
