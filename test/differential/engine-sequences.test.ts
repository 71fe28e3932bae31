import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEngine } from "../../src/engine/create-engine.js";
import { createHttpTransport } from "../../src/transport/http.js";
import type { Transport, TransportRequest, WireObject } from "../../src/transport/transport.js";
import { dynamodbLocal } from "../support/engines.js";
import { commands } from "./engine-commands.js";
import { explain, removesOnly } from "./engine-divergences.js";
import { allPages, ask } from "./engine-sides.js";
import { type Shape, shapes, tableOf } from "./engine-values.js";

const DEEP = process.env.MONOTABLE_DEEP === "1";
const SEQUENCES = DEEP ? 2_000 : 25;
const COMMANDS = DEEP ? 100 : 30;
const SEED = 20_261_123;

const TABLE = "differential";

const sequences = shapes.chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
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
      fc.asyncProperty(sequences, async ({ shape, requests }) => {
        const table = `${TABLE}-${process.pid}-${count++}`;
        const pair = new Pair(local, shape, table, met);
        await pair.run(requests);
      }),
      { numRuns: SEQUENCES, seed: SEED },
    );
    await local.close();
    if (DEEP) console.info(count, "sequences", Object.fromEntries(met));
    expect(count).toBeGreaterThanOrEqual(SEQUENCES);
  });
});

/** One table on both sides. */
class Pair {
  readonly #engine = createEngine();

  constructor(
    readonly local: Transport,
    readonly shape: Shape,
    readonly table: string,
    /** How often each divergence was met. */
    readonly met: Map<string, number>,
  ) {}

  async run(requests: readonly TransportRequest[]): Promise<void> {
    for (const side of [this.local, this.#engine]) {
      await side.send({ operation: "CreateTable", input: tableOf(this.shape, this.table) });
    }
    try {
      for (const request of requests) await this.#compare(this.#named(request));
      await this.#compareTables();
    } finally {
      await this.local.send({ operation: "DeleteTable", input: { TableName: this.table } });
    }
  }

  #named(request: TransportRequest): TransportRequest {
    const text = JSON.stringify(request).replaceAll(`"${TABLE}"`, `"${this.table}"`);
    return JSON.parse(text) as TransportRequest; // as it was
  }

  async #compare(request: TransportRequest): Promise<void> {
    const local = await ask(this.local, request);
    const ours = await ask(this.#engine, request);
    if (JSON.stringify(local) === JSON.stringify(ours)) {
      // A ghost item of Local shows only later; see the divergences.
      if (mayLeaveGhost(request)) await this.#copyOver();
      return;
    }
    const divergence = explain(request, local, ours);
    if (divergence === undefined)
      expect({ request, answer: ours }).toEqual({ request, answer: local });
    const what = divergence?.what ?? "";
    this.met.set(what, (this.met.get(what) ?? 0) + 1);
    await this.#copyOver();
  }

  async #compareTables(): Promise<void> {
    const indexes = this.shape.sort === undefined ? [] : ["local", "global", "some"];
    for (const IndexName of [undefined, ...indexes]) {
      const input = { TableName: this.table, ...(IndexName !== undefined && { IndexName }) };
      const request = { operation: "Scan", input };
      expect(await ask(this.#engine, request)).toEqual(await ask(this.local, request));
    }
  }

  /** Makes Local's table the engine's, so that one divergence does not show twice. */
  async #copyOver(): Promise<void> {
    const scan = { operation: "Scan", input: { TableName: this.table } };
    const theirs = itemsOf(await allPages(this.local, scan));
    const ours = itemsOf(await allPages(this.#engine, scan));
    const kept = new Set(ours.map((item) => JSON.stringify(this.#keyOf(item))));
    for (const item of theirs) {
      const Key = this.#keyOf(item);
      if (kept.has(JSON.stringify(Key))) continue;
      await this.local.send({ operation: "DeleteItem", input: { TableName: this.table, Key } });
    }
    for (const Item of ours) {
      await this.local.send({ operation: "PutItem", input: { TableName: this.table, Item } });
    }
  }

  #keyOf({ pk, sk }: WireObject): WireObject {
    return this.shape.sort === undefined ? { pk } : { pk, sk };
  }
}

function itemsOf(reply: WireObject): readonly WireObject[] {
  return reply.Items as readonly WireObject[]; // of a Scan
}

function mayLeaveGhost({ operation, input }: TransportRequest): boolean {
  if (operation === "UpdateItem") return removesOnly(input.UpdateExpression);
  return operation === "TransactWriteItems" && JSON.stringify(input).includes('"Update"');
}
