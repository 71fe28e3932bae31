import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { createEngine, serve } from "../../src/engine.js";
import { createHttpTransport, defineTable, type Transport } from "../../src/index.js";
import { dynalite, dynamodbLocal } from "../support/engines.js";
import { CREDENTIALS, REGION } from "./backends.js";

const schema = z.object({
  customer: z.string(),
  number: z.int(),
  total: z.number(),
  paid: z.boolean(),
  state: z.enum(["open", "shipped"]),
  note: z.string().nullish(),
  placed: z.date(),
  address: z.object({ street: z.string(), floor: z.number().nullable().optional() }),
  lines: z.array(z.object({ sku: z.string(), quantity: z.int() })),
  labels: z.set(z.string()),
});

function attributes(number: number): z.infer<typeof schema> {
  return {
    customer: "ä",
    number,
    total: number * 1.25,
    paid: number % 2 === 0,
    state: number % 3 === 0 ? "open" : "shipped",
    ...(number % 5 > 0 && { note: `a "note" with an ümlaut,\n and the number ${number}` }),
    placed: new Date(Date.UTC(2026, 0, 1 + number)),
    address: { street: `${number} Long Meadow Lane`, floor: number % 4 === 0 ? null : number },
    lines: Array.from({ length: number % 4 }, (_, line) => ({ sku: `S-${line}`, quantity: line })),
    labels: new Set(["fragile", `zone-${number % 7}`]),
  };
}

/** A transport that notes whether replies were read from their bytes. */
function watched(transport: Transport): { transport: Transport; read: boolean[] } {
  const read: boolean[] = [];
  const send: Transport["send"] = (request, options) => {
    if (request.read === undefined) return transport.send(request, options);
    const noting = (body: Uint8Array) => {
      const reply = request.read?.(body);
      read.push(reply !== undefined);
      return reply;
    };
    return transport.send({ ...request, read: noting }, options);
  };
  return { transport: { ...transport, send }, read };
}

async function embedded(): Promise<string> {
  const server = await serve(createEngine());
  onTestFinished(() => server.close());
  return server.url;
}

test.each([
  ["embedded engine", embedded],
  ["DynamoDB Local", dynamodbLocal],
  ["dynalite", dynalite],
])("pages of the %s are read from their bytes, and hold what was stored", async (_, find) => {
  const options = { endpoint: await find(), region: REGION, credentials: CREDENTIALS };
  const { transport, read } = watched(createHttpTransport(options));
  onTestFinished(() => transport.close());
  const table = defineTable({ name: `pages-${randomUUID()}` }).connect(transport);
  class Order extends table.model<Order>("Order")({
    schema,
    pk: "CUSTOMER#{customer}",
    sk: "ORDER#{number:4}",
  }) {}
  await table.create();
  const orders = Array.from({ length: 40 }, (_, number) => new Order(attributes(number)));
  await Order.objects.upsertMany(orders);

  const { items } = await Order.objects.query({ customer: "ä" }).page({ limit: 30 });
  const scanned = await Order.objects.scan().all();

  expect(items.map((order) => ({ ...order }))).toStrictEqual(
    orders.slice(0, 30).map((order) => ({ ...order })),
  );
  expect(items.map(({ updatedAt }) => updatedAt)).toEqual(
    orders.slice(0, 30).map(({ updatedAt }) => updatedAt),
  );
  expect(scanned).toHaveLength(40);
  expect(read.length).toBeGreaterThan(1);
  expect(read).not.toContain(false);
});
