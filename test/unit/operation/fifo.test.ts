import fc from "fast-check";
import { expect, test } from "vitest";
import { Fifo } from "../../../src/operation/fifo.js";

test("a queue gives what was put in, in that order, however much is taken at a time", () => {
  const step = fc.oneof(fc.record({ push: fc.nat(60) }), fc.record({ drop: fc.nat(60) }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const fifo = new Fifo<number>();
      let expected: number[] = [];
      let next = 0;
      for (const one of steps) {
        if ("push" in one) {
          for (let count = 0; count < one.push; count++) {
            fifo.push(next);
            expected.push(next++);
          }
        } else {
          const count = Math.min(one.drop, expected.length);
          fifo.drop(count);
          expected = expected.slice(count);
        }
        expect(Array.from({ length: fifo.size }, (_, at) => fifo.at(at))).toEqual(expected);
        expect(fifo.at(expected.length)).toBeUndefined();
      }
    }),
    { seed: 8, numRuns: 200 },
  );
});
