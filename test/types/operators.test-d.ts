import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import {
  add,
  and,
  append,
  attribute,
  beginsWith,
  between,
  contains,
  defineTable,
  eq,
  exists,
  gt,
  lt,
  missing,
  ne,
  not,
  ofType,
  oneOf,
  or,
  prepend,
  remove,
  set,
  setIfMissing,
  size,
  subtract,
} from "../../src/index.js";

const table = defineTable({ name: "platform" });

class Order extends table.model<Order>("Order")({
  schema: z.object({
    id: z.string(),
    status: z.enum(["open", "paid"]),
    rank: z.number(),
    big: z.bigint().optional(),
    at: z.date().optional(),
    tags: z.set(z.string()).optional(),
    log: z.array(z.string()).optional(),
    address: z
      .object({ city: z.string(), geo: z.object({ lat: z.number() }).optional() })
      .optional(),
    lines: z.array(z.object({ sku: z.string(), count: z.number() })).optional(),
  }),
  pk: "ORDER#{id}",
  sk: "ORDER",
}) {}

declare const order: Order;
const where = (
  condition: NonNullable<NonNullable<Parameters<typeof Order.objects.save>[1]>["where"]>,
) => Order.objects.save(order, { where: condition });
const update = (changes: Parameters<typeof Order.objects.update>[1]) =>
  Order.objects.update(order, changes);

test("conditions take the operators of each type", () => {
  where({ status: "open", rank: ne(1), big: gt(1n), at: lt(new Date()) });
  where({ rank: between(1, 2), status: oneOf("open", "paid"), id: beginsWith("o") });
  where({ tags: contains("a"), log: contains("b"), id: contains("c") });
  where({ tags: exists(), log: missing(), rank: ofType("N") });
  where({ tags: size(2), log: size(gt(1)), id: size(lt(9)), address: size(1) });
  where({ rank: gt(attribute("lines[0].count")) });
  where({ rank: or(eq(1), gt(5)), status: not(eq("open")) });
  where(or({ rank: 1 }, and({ status: "open" }, not({ rank: 2 }))));
  // @ts-expect-error: of another type
  where({ rank: eq("1") });
  // @ts-expect-error: not one of the enum
  where({ status: oneOf("open", "gone") });
  // @ts-expect-error: a number has no prefix
  where({ rank: beginsWith("1") });
  // @ts-expect-error: a number has no parts
  where({ rank: contains(1) });
  // @ts-expect-error: the members are texts
  where({ tags: contains(1) });
  // @ts-expect-error: a number has no size
  where({ rank: size(1) });
  // @ts-expect-error: no type of DynamoDB
  where({ rank: ofType("X") });
  // @ts-expect-error: not an attribute
  where({ colour: "red" });
  // @ts-expect-error: a change is no comparison
  where({ rank: add(1) });
});

test("conditions reach into objects and lists", () => {
  where({ address: { city: "Ulm", geo: { lat: gt(1) } } });
  where({ lines: { 0: { count: lt(2) } } });
  where({ "address.geo.lat": 1, "lines[0].sku": "x" });
  where({ address: eq({ city: "Ulm" }) });
  // @ts-expect-error: of another type
  where({ address: { city: 1 } });
  // @ts-expect-error: not an attribute of the address
  where({ address: { town: "Ulm" } });
});

test("changes take the operators of each type", () => {
  update({ rank: add(1), big: add(1n), tags: add(new Set(["a"])), log: append(["x"]) });
  update({ tags: subtract(new Set(["a"])), log: prepend(["x"]), at: remove() });
  update({ status: setIfMissing("open"), address: set({ city: "Ulm" }) });
  update({ address: { city: "Ulm", geo: { lat: add(1) } }, "lines[0].count": add(1) });
  update({ lines: { 0: { count: 2 } }, log: { 1: "x" } });
  // @ts-expect-error: a text cannot be added to
  update({ status: add(1) });
  // @ts-expect-error: a list has no members to take out
  update({ log: subtract(new Set(["x"])) });
  // @ts-expect-error: a set has no order
  update({ tags: append(["x"]) });
  // @ts-expect-error: of another type
  update({ log: append([1]) });
  // @ts-expect-error: not one of the enum
  update({ status: setIfMissing("gone") });
  // @ts-expect-error: the whole address has a city
  update({ address: set({}) });
  // @ts-expect-error: of another type
  update({ address: { geo: { lat: "1" } } });
  // @ts-expect-error: a comparison is no change
  update({ rank: gt(1) });
});

test("an update gives what returning asks for", () => {
  expectTypeOf(Order.objects.update(order, { rank: 1 })).toEqualTypeOf<Promise<Order>>();
  expectTypeOf(
    Order.objectsSync.update(order, { rank: 1 }, { returning: "old" }),
  ).toEqualTypeOf<Order>();
  const both = Order.objectsSync.update(order, { rank: 1 }, { returning: "both" });
  expectTypeOf(both.old).toEqualTypeOf<Order>();
  expectTypeOf(both.new).toEqualTypeOf<Order>();
  Order.objects.save(order, { mode: "merge" });
  // @ts-expect-error: no such mode
  Order.objects.save(order, { mode: "upsert" });
});
