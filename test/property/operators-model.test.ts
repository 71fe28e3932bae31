import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createEngine } from "../../src/engine.js";
import { ConditionFailedError, defineTable } from "../../src/index.js";
import { type Change, change } from "./operator-changes.js";
import { condition, type Meaning } from "./operator-conditions.js";
import { type State, state } from "./operator-state.js";

const deep = process.env.MONOTABLE_DEEP === "1";
const RUNS = { numRuns: deep ? 3_000 : 120 };

const table = defineTable({ name: "operators-model" });

class Thing extends table.model<Thing>("Thing")({
  schema: z.object({
    id: z.string(),
    n: z.number().optional(),
    text: z.string().optional(),
    tags: z.set(z.string()).optional(),
    log: z.array(z.string()).optional(),
    map: z
      .object({
        x: z.number().optional(),
        y: z.string().optional(),
        deep: z.object({ z: z.number().optional() }).optional(),
      })
      .optional(),
    counts: z.record(z.string(), z.number()).optional(),
  }),
  pk: "THING#{id}",
  sk: "THING",
}) {}

let ids = 0;

/** What an entity holds, as the model has it. */
function stateOf({ id: _, counts, ...rest }: Thing): State {
  return { ...rest, ...(counts && { counts: new Map(Object.entries(counts)) }) };
}

// Conditions and changes are made piece by piece, so that their types are not those of the model.
type Where = NonNullable<Parameters<typeof Thing.objects.check>[1]>;
const asked = ({ where }: Meaning): Where => where as Where;
type Given = Parameters<typeof Thing.objects.update>[1];
const given = ({ changes }: Change): Given => changes as Given;

async function outcome<Result>(work: PromiseLike<Result>): Promise<Result | ConditionFailedError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ConditionFailedError) return error;
    throw error;
  }
}

beforeAll(async () => {
  table.connect(createEngine());
  await table.create();
});

test("a condition holds where its meaning does, in filters and in writes", async () => {
  await fc.assert(
    fc.asyncProperty(state, condition, async (stored, meaning) => {
      ids += 1;
      const thing = await Thing.objects.save(new Thing({ id: String(ids), ...stored } as never)); // optional ones are left out
      const found = await Thing.objects.query({ id: thing.id }, { where: asked(meaning) }).all();
      const checked = await outcome(Thing.objects.check(thing, asked(meaning)));
      const holds = meaning.holds(stored);
      expect([found.length === 1, checked === undefined]).toEqual([holds, holds]);
    }),
    RUNS,
  );
});

test("changes make of an item what they mean, or are refused and make nothing", async () => {
  const steps = fc.array(fc.tuple(change, fc.option(condition, { freq: 3 })), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(state, steps, async (first, all) => {
      ids += 1;
      const thing = await Thing.objects.save(new Thing({ id: String(ids), ...first } as never)); // optional ones are left out
      let stored = first;
      for (const [step, where] of all) {
        const made = where?.holds(stored) === false ? "refused" : step.apply(stored);
        const options = { returning: "both", ...(where && { where: asked(where) }) } as const;
        const done = await outcome(Thing.objects.update({ id: thing.id }, given(step), options));
        if (done instanceof ConditionFailedError) {
          expect(made).toBe("refused");
          expect(stateOf(done.stored as Thing)).toEqual(stored); // the model's own
        } else {
          expect([stateOf(done.old), stateOf(done.new)]).toEqual([stored, made]);
          stored = stateOf(done.new);
        }
        expect(stateOf(await Thing.objects.getOrThrow(thing))).toEqual(stored);
      }
    }),
    RUNS,
  );
});
