import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createEngine, type Engine, type RunningServer, serve } from "monotable/engine";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { bundle } from "../../examples/lambda/bundle.js";
import { LambdaProcess } from "../../examples/lambda/invoke.js";
import { Customer, Order, shop } from "../../examples/lambda/models.js";
import { type LambdaRecord, streamOf } from "../support/stream.js";

const MODULES = ["examples/lambda/api.ts", "examples/lambda/stream.ts"];
const API = { isBase64Encoded: false, version: "2.0", headers: {} };
const ORDER = "/customers/{customer}/orders/{order}";

let folder: string;
let bundles: Awaited<ReturnType<typeof bundle>>;
let engine: Engine;
let server: RunningServer;
let api: LambdaProcess;
let stream: LambdaProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lambda-"));
  bundles = await bundle(MODULES, folder);
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  engine = createEngine();
  server = await serve(engine);
  await shop.connect(engine).create();
  const settings = { AWS_ENDPOINT_URL_DYNAMODB: server.url };
  api = new LambdaProcess(join(folder, "api.mjs"), settings);
  stream = new LambdaProcess(join(folder, "stream.mjs"), settings);
});

afterEach(async () => {
  await Promise.all([api.stop(), stream.stop()]);
  await server.close();
  await shop.close();
});

/** Calls the API's handler; answers status and body. */
async function call(routeKey: string, path: object, more: object = {}) {
  const answer = await api.invoke({ ...API, routeKey, pathParameters: path, ...more });
  const { statusCode, body } = answer as { statusCode: number; body: string }; // of API Gateway
  return { status: statusCode, body: JSON.parse(body) };
}

const putOrder = (customer: string, order: string, total: unknown) =>
  call(`PUT ${ORDER}`, { customer, order }, { body: JSON.stringify({ total }) });

test("the example prints what its handlers answer", async () => {
  const args = ["--import", "tsx", "examples/lambda/main.ts"];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  expect(stderr).toBe(""); // no warning of esbuild's
  expect(
    stdout
      .replaceAll(/\d+ KiB/g, "SIZE")
      .split("\n")
      .slice(0, 2),
  ).toEqual(["examples/lambda/api.ts: SIZE", "examples/lambda/stream.ts: SIZE"]);
  expect(stdout).toContain("{ batchItemFailures: [] }");
  expect(stdout).toContain('{"customer":"ann","orders":1,"total":5,"list":[]}');
});

test("a bundle holds the example, monotable's main entry and zod, and nothing else", () => {
  expect([...bundles.keys()].toSorted()).toEqual(MODULES);
  for (const { files } of bundles.values()) {
    const foreign = files.filter(
      (file) => !/^(examples\/lambda|dist|node_modules\/zod\/v4)\//.test(file),
    );
    expect(foreign).toEqual([]);
    expect(files).not.toContain("dist/engine.js");
    expect(files.filter((file) => file.includes("/locales/") && !file.endsWith("/en.js"))).toEqual(
      [],
    );
  }
});

test("the API stores and answers orders", async () => {
  expect(await putOrder("ann", "o1", 5)).toEqual({ status: 404, body: {} });
  const customer = { customer: "ann" };
  const made = await call("PUT /customers/{customer}", customer);
  expect(made).toEqual({ status: 201, body: customer });
  expect((await call("PUT /customers/{customer}", customer)).status).toBe(409);

  expect(await putOrder("ann", "o1", 5)).toEqual({ status: 201, body: { order: "o1", total: 5 } });
  expect((await putOrder("ann", "o1", 6)).status).toBe(409);
  expect((await putOrder("ann", "o2", "6")).status).toBe(422);
  expect((await putOrder("ann", "", 6)).status).toBe(400);
  const path = { customer: "ann", order: "o1" };
  expect(await call(`GET ${ORDER}`, path)).toEqual({
    status: 200,
    body: { order: "o1", total: 5 },
  });
  expect((await call(`GET ${ORDER}`, { ...path, order: "o2" })).status).toBe(404);
  expect((await call("DELETE /", {})).status).toBe(404);
  const body = Buffer.from('{"total":7}').toString("base64");
  const encoded = { body, isBase64Encoded: true };
  expect((await call(`PUT ${ORDER}`, { ...path, order: "o2" }, encoded)).status).toBe(201);
  expect((await Order.objects.getOrThrow({ customer: "ann", order: "o2" })).total).toBe(7);
});

test("the API lists orders by page", async () => {
  await Customer.objects.save(new Customer({ customer: "ann", orders: 25, total: 325 }));
  const totals = Array.from({ length: 25 }, (_, index) => index + 1);
  const name = (total: number) => String(total).padStart(2, "0");
  await Order.objects.upsertMany(
    totals.map((total) => new Order({ customer: "ann", order: name(total), total })),
  );
  const list = (after?: string) =>
    call(
      "GET /customers/{customer}",
      { customer: "ann" },
      after === undefined ? {} : { queryStringParameters: { after } },
    );
  const first = await list();
  expect(first.body).toMatchObject({ customer: "ann", orders: 25, total: 325 });
  const second = await list(first.body.next);
  expect([...first.body.list, ...second.body.list]).toEqual(
    totals.map((total) => ({ order: name(total), total })),
  );
  expect(second.body.next).toBeUndefined();
  expect((await list("elsewhere")).status).toBe(400);
});

/** Invokes the stream's handler with records, as Lambda delivers them. */
const deliver = (records: readonly LambdaRecord[]) => stream.invoke({ Records: records });

const sums = async (customer: string) => {
  const { orders, total } = await Customer.objects.getOrThrow({ customer });
  return { orders, total };
};

test("the stream handler counts every change once, however often it is delivered", async () => {
  await Customer.objects.save(new Customer({ customer: "ann", orders: 0, total: 0 }));
  const records = await streamOf(engine, "shop", async () => {
    const first = await Order.objects.save(new Order({ customer: "ann", order: "1", total: 5 }));
    await Order.objects.save(new Order({ customer: "ann", order: "2", total: 10 }));
    await Order.objects.update(first, { total: 8 });
    await Order.objects.delete({ customer: "ann", order: "2" });
  });
  for (let time = 0; time < 3; time++) {
    expect(await deliver(records)).toEqual({ batchItemFailures: [] });
    expect(await sums("ann")).toEqual({ orders: 1, total: 8 });
  }
});

test("what the stream handler cannot do yet is delivered again, from there on", async () => {
  await Customer.objects.save(new Customer({ customer: "ann", orders: 0, total: 0 }));
  const records = await streamOf(engine, "shop", async () => {
    await Order.objects.save(new Order({ customer: "ann", order: "1", total: 5 }));
    await Order.objects.save(new Order({ customer: "bob", order: "1", total: 7 }));
    await Order.objects.save(new Order({ customer: "bob", order: "2", total: 9 }));
  });
  const [first, ...later] = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
  const failed = (await deliver(records)) as { batchItemFailures: { itemIdentifier: string }[] };
  expect(failed.batchItemFailures).toEqual(later.map((itemIdentifier) => ({ itemIdentifier })));
  expect(first).toBeDefined();
  expect(await sums("ann")).toEqual({ orders: 1, total: 5 });

  await Customer.objects.save(new Customer({ customer: "bob", orders: 0, total: 0 }));
  expect(await deliver(records.slice(1))).toEqual({ batchItemFailures: [] });
  expect(await sums("bob")).toEqual({ orders: 2, total: 16 });
  expect(await sums("ann")).toEqual({ orders: 1, total: 5 });
});
