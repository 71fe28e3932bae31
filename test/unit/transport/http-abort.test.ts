import { execFile } from "node:child_process";
import { getEventListeners } from "node:events";
import { promisify } from "node:util";
import { afterEach, expect, test } from "vitest";
import { createHttpTransport } from "../../../src/transport/http.js";
import type { Transport } from "../../../src/transport/transport.js";
import { type NullReply, type NullServer, startNullServer } from "../../support/null-server.js";

const GET = { operation: "GetItem", input: {} };
const CREDENTIALS = { accessKeyId: "id", secretAccessKey: "secret" };

let server: NullServer;
let transport: Transport;

afterEach(async () => {
  await transport.close();
  await server.stop();
});

async function connect(reply: NullReply): Promise<void> {
  server = await startNullServer(() => reply);
  transport = createHttpTransport({ endpoint: server.endpoint, credentials: CREDENTIALS });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test.each([
  ["before the reply", { hang: true } as const],
  ["in the reply", { body: { a: "0123456789" }, dripMs: 50 }],
])(
  "a signal that fires %s ends the call within 50 ms and closes its connection",
  async (_, reply) => {
    await connect(reply);
    const controller = new AbortController();
    const call = transport
      .send(GET, { signal: controller.signal })
      .catch((error: unknown) => error);
    await until(() => server.requests.length === 1);
    const start = performance.now();
    const reason = new Error("the caller went away");
    controller.abort(reason);
    expect(await call).toMatchObject({ code: "ABORTED", cause: reason });
    expect(performance.now() - start).toBeLessThan(50);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    await server.drained();
  },
);

test("a signal that has fired already ends the call before anything is sent", async () => {
  await connect({});
  const signal = AbortSignal.abort();
  await expect(transport.send(GET, { signal })).rejects.toMatchObject({ code: "ABORTED" });
  await transport.send(GET);
  await expect(transport.send(GET, { signal })).rejects.toMatchObject({ code: "ABORTED" });
  expect(server.requests).toHaveLength(1);
});

test("a signal that fires before the calls of its turn go out keeps its call in", async () => {
  await connect({});
  await Promise.all([transport.send(GET), transport.send(GET), transport.send(GET)]);
  const controller = new AbortController();
  const sends = Promise.all([transport.send(GET), transport.send(GET)]);
  const call = transport.send(GET, { signal: controller.signal }).catch((error: unknown) => error);
  process.nextTick(() => controller.abort());
  expect(await call).toMatchObject({ code: "ABORTED" });
  await sends;
  await transport.send(GET);
  expect(server.requests).toHaveLength(6);
});

test("a signal that fires while credentials are fetched ends the call", async () => {
  await connect({});
  const credentials = () => new Promise<typeof CREDENTIALS>(() => undefined);
  transport = createHttpTransport({ endpoint: server.endpoint, credentials });
  const controller = new AbortController();
  const call = transport.send(GET, { signal: controller.signal }).catch((error: unknown) => error);
  setTimeout(() => controller.abort(), 20);
  expect(await call).toMatchObject({ code: "ABORTED" });
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
});

test("a signal shared by many calls gathers no listeners", async () => {
  await connect({});
  const { signal } = new AbortController();
  for (let call = 0; call < 20; call += 1) await transport.send(GET, { signal });
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("a process ends by itself after its last call, and not during one", async () => {
  await connect({ body: { Count: 1 }, delayMs: 300 });
  const program = `
    const { createHttpTransport } = await import(${JSON.stringify(new URL("../../../src/transport/http.ts", import.meta.url).href)});
    const credentials = { accessKeyId: "id", secretAccessKey: "secret" };
    const transport = createHttpTransport({ endpoint: ${JSON.stringify(server.endpoint)}, credentials });
    void transport.send({ operation: "Scan", input: {} }).then((reply) => console.log(reply.Count));
  `;
  const run = promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "-e", program],
    { timeout: 15_000 },
  );
  expect(await run).toMatchObject({ stdout: "1\n" });
});
