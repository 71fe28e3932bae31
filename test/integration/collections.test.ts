import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  ArgumentError,
  beginsWith,
  type ConnectionTarget,
  defineTable,
  EntityTypeError,
  KeyError,
  type UnknownItem,
} from "../../src/index.js";
import { expectedErrorOf } from "../support/expected-error.js";
import { ENGINES } from "../support/transacting-engines.js";

describe.each(ENGINES)("collections on the %s", (name, target) => {
  const table = defineTable({ name: `collections-${name.replaceAll(" ", "-")}`, ttl: "ttl" });

  class Order extends table.model<Order>("Order")({
    schema: z.object({
      customer: z.string(),
      order: z.string(),
      state: z.string(),
      ttl: z.number().optional(),
    }),
    pk: "CUSTOMER#{customer}",
    sk: "ORDER#{order}",
    indexes: { GSI1: { pk: "STATE#{state}", sk: "{order}" } },
  }) {
    get title() {
      return `order ${this.order}`;
    }
  }

  class Line extends table.model<Line>("Line")({
    schema: z.object({ customer: z.string(), order: z.string(), sku: z.string() }),
    pk: "CUSTOMER#{customer}",
    sk: "ORDER#{order}#LINE#{sku}",
  }) {}

  class Invoice extends table.model<Invoice>("Invoice")({
    schema: z.object({ customer: z.string(), number: z.string(), state: z.string() }),
    pk: "CUSTOMER#{customer}",
    sk: "INVOICE#{number}",
    indexes: { GSI1: { pk: "STATE#{state}", sk: "{number}" } },
  }) {}

  class Elsewhere extends table.model<Elsewhere>("Elsewhere")({
    schema: z.object({ customer: z.string() }),
    pk: "OTHER#{customer}",
    sk: "OTHER",
  }) {}

  class Own extends table.model<Own>("Own")({ schema: z.object({ id: z.string() }) }) {
    pk() {
      return "CUSTOMER#own";
    }
    sk() {
      return `OWN#${this.id}`;
    }
  }

  const orders = ["o1", "o2"].map((order) => new Order({ customer: "c1", order, state: "open" }));
  const lines = ["a", "b", "c"].map((sku) => new Line({ customer: "c1", order: "o1", sku }));
  const invoice = new Invoice({ customer: "c1", number: "i1", state: "open" });
  const all = [invoice, orders[0], ...lines, orders[1]];

  let opened: ConnectionTarget;
  beforeAll(async () => {
    opened = await target();
    table.connect(opened);
    await table.create();
    await table.upsertMany([
      ...orders,
      ...lines,
      invoice,
      new Order({ customer: "c10", order: "o1", state: "closed" }),
      new Own({ id: "own" }),
    ]);
  });

  test("read one partition as entities of several models, in both modes", async () => {
    const models = [Order, Line, Invoice] as const;
    const query = table.query({ customer: "c1" }, models);
    expect(await query.all()).toEqual(all);
    expect(table.querySync({ customer: "c1" }, models).all()).toEqual(all);
    const iterated: (Order | Line | Invoice)[] = [];
    for await (const entity of query) iterated.push(entity);
    expect(iterated).toEqual(all);
    expect([...table.querySync({ customer: "c1" }, models)]).toEqual(all);
    const [, order] = await query.all();
    expect(order instanceof Order && order.title).toBe("order o1");
    expect(await query.count()).toBe(6);
    expect(await query.first()).toEqual(invoice);
  });

  test("turn pages both ways, keep to a limit and read backwards", async () => {
    const models = [Order, Line, Invoice];
    const options = { order: "desc", limit: 5, consistent: true } as const;
    const query = table.query({ customer: "c1" }, models, options);
    const expected = all.toReversed().slice(0, 5);
    expect(await query.all()).toEqual(expected);
    const first = await query.page({ limit: 2 });
    const second = await query.page({ limit: 2, after: first.cursor });
    const third = await query.page({ limit: 2, after: second.cursor });
    expect([...first.items, ...second.items, ...third.items]).toEqual(expected);
    expect(third.cursor).toBeUndefined();
    expect((await query.page({ limit: 2, before: second.previous })).items).toEqual(first.items);
  });

  test("send one query, whose cost is explained", async () => {
    const { operation, index, request } = table.query({ customer: "c1" }, [Order, Line]).explain();
    expect([operation, index]).toEqual(["Query", undefined]);
    expect(request).toMatchObject({ KeyConditionExpression: "#n0 = :v0" });
    expect(await table.query({ customer: "c1" }, [Invoice, Line, Order]).all()).toHaveLength(6);
  });

  test("narrow the sort key by attributes that the models share", async () => {
    const query = table.query({ customer: "c1", order: beginsWith("o1") }, [Order, Line]);
    expect(await query.all()).toEqual([orders[0], ...lines]);
  });

  test("read an index that all of the models are in", async () => {
    const query = table.query({ state: "open" }, [Order, Invoice], { index: "GSI1" });
    expect(await query.all()).toEqual([invoice, ...orders]);
    expect(query.explain().index).toBe("GSI1");
  });

  test("read a partition by the texts of its key", async () => {
    const key = { pk: "CUSTOMER#c1", sk: beginsWith("ORDER#o1") };
    expect(await table.query(key, [Order, Line]).all()).toEqual([orders[0], ...lines]);
    const own = await table.query({ pk: "CUSTOMER#own" }, [Own, Elsewhere]).all();
    expect(own).toEqual([new Own({ id: "own" })]);
  });

  test("refuse an item of a model that is not in the list, naming it", async () => {
    const query = table.query({ customer: "c1" }, [Order, Line]);
    const error = await expectedErrorOf(EntityTypeError, () => query.all());
    expect(error.found).toBe("Invoice");
    expect(error.message).toContain("add Invoice to the models");
    await expectedErrorOf(EntityTypeError, () => query.page());
    expect(await query.count()).toBe(5);
  });

  test("skip items of other types where that is asked for, or report each of them", async () => {
    const skipping = table.query({ customer: "c1" }, [Order, Line], { onUnknown: "skip" });
    expect(await skipping.all()).toEqual(all.slice(1));
    expect(await skipping.count()).toBe(5);
    const met: UnknownItem[] = [];
    const onUnknown = (unknown: UnknownItem) => met.push(unknown);
    expect(await table.query({ customer: "c1" }, [Line], { onUnknown }).all()).toEqual(lines);
    expect(met.map(({ type, declared, key }) => [type, declared, key.sk])).toEqual([
      ["Invoice", true, "INVOICE#i1"],
      ["Order", true, "ORDER#o1"],
      ["Order", true, "ORDER#o2"],
    ]);
  });

  test("tell a type that the table does not know from a model that is not listed", async () => {
    const other = defineTable({ name: table.name }).connect(opened);
    class Order2 extends other.model<Order2>("Order")({
      schema: z.object({ customer: z.string(), order: z.string() }),
      pk: "CUSTOMER#{customer}",
      sk: "ORDER#{order}",
    }) {}
    const error = await expectedErrorOf(EntityTypeError, () =>
      other.query({ customer: "c1" }, [Order2]).all(),
    );
    expect(error.message).toContain("found one of Invoice, which is no model that the table knows");
  });

  test("hide what has expired, unless asked", async () => {
    const old = new Order({ customer: "c3", order: "old", state: "x", ttl: 1 });
    await Order.objects.save(old);
    expect(await table.query({ customer: "c3" }, [Order, Line]).all()).toEqual([]);
    expect(await table.query({ customer: "c3" }, [Order], { expired: true }).all()).toEqual([old]);
  });

  test("refuse, before any request, what is no place that the models share", () => {
    const refuse = (kind: typeof ArgumentError | typeof KeyError, run: () => unknown) =>
      expect(run).toThrow(kind);
    // @ts-expect-error: the models have no attribute of their partitions in common
    refuse(KeyError, () => table.query({ order: "o1" }, [Order, Line]));
    refuse(ArgumentError, () => table.query({ customer: "c1" }, [Order, Elsewhere]));
    refuse(ArgumentError, () => table.query({ customer: "c1" }, []));
    refuse(ArgumentError, () => table.query({ customer: "c1" }, [Order, Order]));
    // @ts-expect-error: Own computes its keys, so its partition is given as a text
    refuse(ArgumentError, () => table.query({ customer: "c1" }, [Order, Own]));
    // @ts-expect-error: lines are not in the index
    refuse(ArgumentError, () => table.query({ state: "x" }, [Order, Line], { index: "GSI1" }));
    refuse(ArgumentError, () => table.query({ customer: "c1" }, [Order, Date]));
    refuse(ArgumentError, () =>
      table.query({ customer: "c1" }, [Order], { onUnknown: "drop" as "skip" }),
    );
    // The first sort attribute means something else for an order than for an invoice.
    refuse(ArgumentError, () =>
      table.query({ customer: "c1", order: "o1" } as { customer: string }, [Order, Line]),
    );
  });
});
