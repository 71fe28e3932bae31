import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEngine } from "../../src/engine/create-engine.js";
import { createHttpTransport } from "../../src/transport/http.js";
import type { Transport, TransportRequest, WireObject } from "../../src/transport/transport.js";
import { dynamodbLocal } from "../support/engines.js";
import { commands } from "./engine-commands.js";
import { streamSpecifications } from "./engine-control.js";
import { explain, removesOnly } from "./engine-divergences.js";
import { allPages, ask, canonical, unordered } from "./engine-sides.js";
import { engineStreams, StreamReader, serverStreams } from "./engine-streams.js";
import { type Shape, shapes, tableOf } from "./engine-values.js";

const DEEP = process.env.MONOTABLE_DEEP === "1";
const SEQUENCES = DEEP ? 2_000 : 25;
const COMMANDS = DEEP ? 100 : 30;
const SEED = 20_261_123;

const TABLE = "differential";

const sequences = shapes.chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    stream: streamSpecifications,
    requests: fc.array(commands(shape, TABLE), {
      minLength: 1,
      maxLength: COMMANDS,
      size: "max",
    }),
  }),
);

describe("the engine beside DynamoDB Local", () => {
  it("answers random sequences of commands alike, and holds the same table after them", async () => {
    const endpoint = await dynamodbLocal();
    const local = createHttpTransport({ endpoint, region: "us-east-1", timeoutMs: 30_000 });
    const met = new Map<string, number>();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(sequences, async ({ shape, stream, requests }) => {
        const table = `${TABLE}-${process.pid}-${count++}`;
        const pair = new Pair({ local, endpoint, shape, stream, table, met });
        await pair.run(requests);
      }),
      { numRuns: SEQUENCES, seed: SEED },
    );
    await local.close();
    if (DEEP) console.info(count, "sequences", Object.fromEntries(met));
    expect(count).toBeGreaterThanOrEqual(SEQUENCES);
  });
});

interface Setting {
  readonly local: Transport;
  readonly endpoint: string;
  readonly shape: Shape;
  readonly stream: WireObject | undefined;
  readonly table: string;
  /** How often each divergence was met. */
  readonly met: Map<string, number>;
}

/** One table on both sides. */
class Pair {
  readonly #engine = createEngine();
  readonly #setting: Setting;
  #streams: readonly StreamReader[] = [];

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  async run(requests: readonly TransportRequest[]): Promise<void> {
    const { local, shape, stream, table: TableName } = this.#setting;
    const input = { ...tableOf(shape, TableName), StreamSpecification: stream };
    for (const side of [local, this.#engine]) {
      await side.send({ operation: "CreateTable", input });
    }
    try {
      if (stream !== undefined) await this.#openStreams();
      for (const request of requests) await this.#compare(this.#named(request));
      await this.#compareTables();
    } finally {
      const off = { TableName, DeletionProtectionEnabled: false };
      await local.send({ operation: "UpdateTable", input: off });
      await local.send({ operation: "DeleteTable", input: { TableName } });
    }
  }

  async #openStreams(): Promise<void> {
    const { endpoint, table } = this.#setting;
    const sides = [serverStreams(endpoint), engineStreams(this.#engine)];
    this.#streams = await Promise.all(sides.map((send) => StreamReader.open(send, table)));
  }

  #named(request: TransportRequest): TransportRequest {
    const text = JSON.stringify(request).replaceAll(`"${TABLE}"`, `"${this.#setting.table}"`);
    return JSON.parse(text) as TransportRequest; // as it was
  }

  async #compare(request: TransportRequest): Promise<void> {
    const { local, met } = this.#setting;
    const theirs = await ask(local, request);
    const ours = await ask(this.#engine, request);
    if (JSON.stringify(theirs) === JSON.stringify(ours)) {
      // A ghost item of Local shows only later; see the divergences.
      if (mayLeaveGhost(request)) await this.#copyOver();
      else if (/Put|Update|Delete|Write/.test(request.operation))
        await this.#compareStreams(request);
      return;
    }
    const divergence = explain(request, theirs, ours);
    if (divergence === undefined)
      expect({ request, answer: ours }).toEqual({ request, answer: theirs });
    const what = divergence?.what ?? "";
    met.set(what, (met.get(what) ?? 0) + 1);
    await this.#copyOver();
  }

  async #compareStreams(request: TransportRequest): Promise<void> {
    const [theirs, ours] = await this.#drainStreams();
    if (theirs === undefined) return;
    // The writes of a batch are in no order.
    const inOrder = request.operation !== "BatchWriteItem";
    const [expected, actual] = inOrder ? [theirs, ours] : [unordered(theirs), unordered(ours)];
    expect({ request, records: actual }).toEqual({ request, records: expected });
  }

  async #drainStreams(): Promise<readonly unknown[]> {
    return Promise.all(this.#streams.map(async (stream) => canonical(await stream.drain())));
  }

  async #compareTables(): Promise<void> {
    const indexes = this.#setting.shape.sort === undefined ? [] : ["local", "global", "some"];
    for (const IndexName of [undefined, ...indexes]) {
      const input = {
        TableName: this.#setting.table,
        ...(IndexName !== undefined && { IndexName }),
      };
      const request = { operation: "Scan", input };
      expect(await ask(this.#engine, request)).toEqual(await ask(this.#setting.local, request));
    }
  }

  /** Makes Local's table the engine's, so that one divergence does not show twice. */
  async #copyOver(): Promise<void> {
    const { local, table: TableName } = this.#setting;
    const scan = { operation: "Scan", input: { TableName } };
    const theirs = itemsOf(await allPages(local, scan));
    const ours = itemsOf(await allPages(this.#engine, scan));
    const kept = new Set(ours.map((item) => JSON.stringify(this.#keyOf(item))));
    for (const item of theirs) {
      const Key = this.#keyOf(item);
      if (kept.has(JSON.stringify(Key))) continue;
      await local.send({ operation: "DeleteItem", input: { TableName, Key } });
    }
    for (const Item of ours) {
      await local.send({ operation: "PutItem", input: { TableName, Item } });
    }
    await this.#drainStreams();
  }

  #keyOf({ pk, sk }: WireObject): WireObject {
    return this.#setting.shape.sort === undefined ? { pk } : { pk, sk };
  }
}

function itemsOf(reply: WireObject): readonly WireObject[] {
  return reply.Items as readonly WireObject[]; // of a Scan
}

function mayLeaveGhost({ operation, input }: TransportRequest): boolean {
  if (operation === "UpdateItem") return removesOnly(input.UpdateExpression);
  return operation === "TransactWriteItems" && JSON.stringify(input).includes('"Update"');
}
