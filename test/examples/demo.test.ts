import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type DemoEngine, startEngine } from "../../examples/demo/engine.js";
import { expectedItems, type StoredItem } from "../../examples/demo/expected.js";
import { readOptions, USAGE, UsageError } from "../../examples/demo/options.js";
import { ProgressBar } from "../../examples/demo/progress.js";
import { largestCities } from "../../examples/demo/records.js";
import { verify } from "../../examples/demo/verify.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Starts the demo on the sources: no build is needed, or disturbed. */
function start(...args: readonly string[]) {
  const main = fileURLToPath(new URL("../../examples/demo/main.ts", import.meta.url));
  return spawn(process.execPath, ["--import", "tsx", main, ...args], {
    cwd: ROOT,
    env: { ...process.env, TSX_TSCONFIG_PATH: "test/examples/tsconfig.json" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs the demo to its end. */
async function run(...args: readonly string[]) {
  const child = start(...args);
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    err += chunk;
  });
  const [code] = await once(child, "close");
  return { code, out, err };
}

const records = largestCities(600);
const items = expectedItems(records);

test("six hundred cities and their countries are expected", () => {
  expect(items.length).toBe(721);
});

test.each([
  { mode: "with promises", args: [] },
  { mode: "blocking", args: ["--sync"] },
])("the demo stores, asks and reads back $mode", async ({ args }) => {
  const { code, out, err } = await run("--count", "600", ...args);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const lines = out.trimEnd().split("\n");
  expect(lines.filter((line) => line.startsWith("      "))).toEqual([
    "      Guangzhou, China: 11,071,424 people at 23.12°, 113.25°",
    "      Shanghai, China: 22,315,474 people at 31.22°, 121.46°",
    "      Beijing, China: 11,716,620 people at 39.91°, 116.40°",
    "      Tianjin, China: 11,090,314 people at 39.14°, 117.18°",
    "      1 found: São Paulo",
    "      page 1: China, India, Brazil, United States, …",
    "      page 2: Poland, North Korea, Sudan, Lebanon, …",
    "      page 3: Honduras, Mongolia, Sierra Leone, Israel, …",
    "      no. 4 of China",
  ]);
  expect(lines.at(-1)).toBe("  ✔ 721 of 721 items match.");
});

test.each([
  { args: ["--count", "9"], complaint: "--count is a whole number of at least 10." },
  { args: ["--count", "1e3"], complaint: "--count is a whole number of at least 10." },
  { args: ["--all", "--count", "10"], complaint: "--all and --count exclude each other." },
  {
    args: ["--endpoint", "localhost:8000"],
    complaint: "--endpoint is a URL that begins with http:// or https://.",
  },
  {
    args: ["--endpoint", "http://"],
    complaint: "--endpoint is a URL that begins with http:// or https://.",
  },
  {
    args: ["--region", "eu-central-1"],
    complaint: "--region goes with --endpoint; the embedded engine has no regions.",
  },
])("the options $args are refused", ({ args, complaint }) => {
  expect(() => readOptions(args)).toThrow(new UsageError(complaint));
});

test("an unknown option ends the demo with the usage and code 2", async () => {
  const err = `Unknown option '--bogus'\n\n${USAGE}`;
  expect(await run("--bogus")).toEqual({ code: 2, out: "", err });
});

test("--help tells the usage", async () => {
  expect(await run("--help")).toEqual({ code: 0, out: USAGE, err: "" });
});

test("progress is a line every two seconds where there is no terminal", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    const bar = new ProgressBar("cities", 25_000);
    for (const written of [2_500, 5_000, 7_500, 10_000]) {
      vi.advanceTimersByTime(1_000);
      bar.show({ written, retried: 3, failed: 0, inFlight: 8, perSecond: 2_500 });
    }
    expect(write.mock.calls).toEqual([
      ["  ██████░░░░░░░░░░░░░░░░░░░░░░  20 %  5,000 cities  2,500/s  3 retries  ETA 8 s\n"],
      ["  ███████████░░░░░░░░░░░░░░░░░  40 %  10,000 cities  2,500/s  3 retries  ETA 6 s\n"],
    ]);
  } finally {
    write.mockRestore();
    vi.useRealTimers();
  }
});

describe("a table that was tampered with", () => {
  const written = new Date("2026-01-02T03:04:05.678Z");
  const period = { from: written, to: written };
  let engine: DemoEngine;
  let client: DynamoDBClient;

  beforeAll(async () => {
    engine = await startEngine();
    client = new DynamoDBClient(engine.target);
  });

  afterAll(async () => {
    client?.destroy();
    await engine?.stop();
  });

  async function createTable(table: string, contents: readonly StoredItem[]): Promise<void> {
    const keys = ["PK", "SK", "GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK"];
    const schema = (pk: string, sk: string) => [
      { AttributeName: pk, KeyType: "HASH" as const },
      { AttributeName: sk, KeyType: "RANGE" as const },
    ];
    await client.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: keys.map((key) => ({ AttributeName: key, AttributeType: "S" })),
        KeySchema: schema("PK", "SK"),
        GlobalSecondaryIndexes: ["GSI1", "GSI2"].map((index) => ({
          IndexName: index,
          KeySchema: schema(`${index}PK`, `${index}SK`),
          Projection: { ProjectionType: "ALL" },
        })),
      }),
    );
    for (let at = 0; at < contents.length; at += 25) {
      const writes = contents.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: writes } }));
    }
  }

  function stamped(item: StoredItem, text = written.toISOString()): StoredItem {
    return { ...item, createdAt: { S: text }, updatedAt: { S: text } };
  }

  const stranger: StoredItem = { PK: { S: "A" }, SK: { S: "B" } };

  test("as expected, all items match", async () => {
    await createTable(
      "untouched",
      items.map((item) => stamped(item)),
    );
    expect(await verify(client, "untouched", items, period)).toEqual({
      expected: 721,
      matching: 721,
      different: [],
      missing: [],
      unexpected: [],
    });
  });

  test("every kind of difference is found", async () => {
    const [andorra, ...rest] = items.slice(0, 100).map((item) => stamped(item));
    const [one, two, three, four, five, ...others] = rest;
    if (!andorra || !one || !two || !three || !four || !five) throw new Error("Too few items.");
    const { updatedAt: _, ...unstamped } = four;
    const changed = [
      { ...one, population: { N: "1" } },
      { ...two, extra: { S: "x" } },
      stamped(three, "2026-01-02T03:04:05.679Z"),
      unstamped,
      { ...five, GSI1SK: { S: "0000000000" } },
    ];
    await createTable("tampered", [...changed, ...others, stranger]);
    const { different, ...found } = await verify(client, "tampered", items.slice(0, 100), period);
    const key = (item: StoredItem): string => `${item.PK?.S} / ${item.SK?.S}`;
    expect({ ...found, different: [...different].sort() }).toEqual({
      expected: 100,
      matching: 94,
      different: changed.map(key).sort(),
      missing: [key(andorra)],
      unexpected: ["A / B"],
    });
  });

  test("the demo ends with code 1 where the table holds something else", async () => {
    await createTable("crowded", [stranger]);
    const place = ["--endpoint", engine.target.endpoint, "--table", "crowded"];
    const { code, out, err } = await run("--count", "600", ...place);
    expect({ code, err, last: out.trimEnd().split("\n").at(-1) }).toEqual({
      code: 1,
      err: "",
      last: "  ✖ 721 of 721 items match; 0 different, 0 missing, 1 unexpected; the first is A / B.",
    });
  });
});
