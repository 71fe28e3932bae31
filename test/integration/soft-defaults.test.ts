import { expect, test } from "vitest";
import { z } from "zod";
import { createEngine } from "../../src/engine.js";
import { defineTable, EntityTypeError, TransactionError } from "../../src/index.js";
import { expectedErrorOf } from "../support/expected-error.js";

test("attributes that an old item lacks get the defaults of the schema, at every depth", async () => {
  const engine = createEngine();
  const table = defineTable({ name: "defaults" }).connect(engine);
  await table.create();
  class Old extends table.model<Old>("Thing")({
    schema: z.object({ id: z.string(), box: z.object({ size: z.number() }) }),
    pk: "THING#{id}",
    sk: "THING",
  }) {}
  await Old.objects.save(new Old({ id: "1", box: { size: 2 } }));

  const other = defineTable({ name: "defaults" }).connect(engine);
  class New extends other.model<New>("Thing")({
    schema: z.object({
      id: z.string(),
      box: z.object({ size: z.number(), colour: z.string().default("red") }),
      level: z.number().default(1),
      made: z.array(z.string()).default(() => ["by", "default"]),
      tags: z.set(z.string()).default(new Set(["x"])),
      since: z.date().prefault(new Date(7)),
      state: z.enum(["on", "off"]).catch("off").default("on"),
      note: z.string().nullable().default("none"),
      maybe: z.string().optional(),
    }),
    pk: "THING#{id}",
    sk: "THING",
  }) {}
  const read = await New.objects.getOrThrow({ id: "1" });
  expect({ ...read }).toEqual({
    id: "1",
    box: { size: 2, colour: "red" },
    level: 1,
    made: ["by", "default"],
    tags: new Set(), // what is written for the empty set is nothing
    since: new Date(7),
    state: "on",
    note: null, // and for null
  });
});

test("a put leaves another model's item alone where keys are computed", async () => {
  const table = defineTable({ name: "own-keys" }).connect(createEngine());
  await table.create();
  const declare = (name: string) =>
    class extends table.model<{ pk(): string; sk(): string }>(name)({
      schema: z.object({ id: z.string() }),
    }) {
      pk() {
        return `THING#${this.id}`;
      }
      sk() {
        return "THING";
      }
    };
  const One = declare("One");
  const Other = declare("Other");
  const one = new One({ id: "1" });
  await One.objects.save(one);
  await One.objects.save(one);
  const other = new Other({ id: "1" });
  await expectedErrorOf(EntityTypeError, () => Other.objects.save(other));
  await expectedErrorOf(TransactionError, () => table.transact([Other.operations.save(other)]));
  expect(await One.objects.get(one)).toEqual(one);
});
