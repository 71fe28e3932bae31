import fc from "fast-check";
import { expect, test } from "vitest";
import { type ItemLine, PendingLines } from "../../../src/cli/data/pending-lines.js";

test("what is stored goes up to the first line that is not, or is not replaced by a later one of its key", () => {
  const pending = new PendingLines({ line: 10, items: 4 });
  const lines = [
    { line: 12, key: "a" },
    { line: 13, key: "b" },
    { line: 15, key: "a" },
  ];
  for (const line of lines) pending.add(line);
  const [first, second, third] = lines as [ItemLine, ItemLine, ItemLine];
  expect(pending.position).toEqual({ line: 11, items: 4 });
  pending.done(second);
  expect(pending.position).toEqual({ line: 11, items: 4 });
  pending.done(first);
  expect(pending.position).toEqual({ line: 14, items: 6 });
  pending.done(third);
  expect(pending.position).toEqual({ line: 15, items: 7 });
});

test("in whatever order lines are stored, none that comes before the position is left out", () => {
  const key = fc.constantFrom("a", "b", "c");
  fc.assert(
    fc.property(fc.array(key, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (keys, choices) => {
      const pending = new PendingLines({ line: 0, items: 0 });
      const lines = keys.map((key, index) => ({ line: index + 1, key }));
      for (const line of lines) pending.add(line);
      // Of each key in their order, and any of them may be skipped but the last.
      const left = [...lines];
      while (left.length > 0) {
        const at = (choices.next().value ?? 0) % left.length;
        const chosen = left[at] as ItemLine;
        for (const other of left.filter(
          (one) => one.key === chosen.key && one.line <= chosen.line,
        )) {
          left.splice(left.indexOf(other), 1);
        }
        pending.done(chosen);
        const first = left[0]?.line ?? keys.length + 1;
        expect(pending.position).toEqual({ line: first - 1, items: first - 1 });
      }
    }),
  );
});
