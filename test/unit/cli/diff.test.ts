import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createEngine } from "../../../src/engine/create-engine.js";
import { type RunningServer, serve } from "../../../src/engine/server.js";
import { createHttpTransport } from "../../../src/transport/http.js";
import type { Transport } from "../../../src/transport/transport.js";
import { dynamodbLocal } from "../../support/engines.js";
import { FULL, outcomeOf, PLAIN } from "./outcome.js";

const engine = createEngine();
let server: RunningServer;
beforeAll(async () => {
  server = await serve(engine, { port: 0 });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
  await engine.close();
});

const TableName = "field-data.v2";
const SAME = {
  status: 0,
  printed: `The table ${TableName} has everything that its models need.`,
  complaints: "",
};
const ttl = (Enabled: boolean, AttributeName = "expiresAt") => ({
  TableName,
  TimeToLiveSpecification: { Enabled, AttributeName },
});

async function differences() {
  const { status, printed, complaints } = await outcomeOf("diff", "--json", "--config", FULL);
  expect(complaints).toBe("");
  return { status, differences: JSON.parse(printed) };
}

describe.each(["the embedded engine", "DynamoDB Local"])("diff with %s", (name) => {
  let transport: Transport;
  const send = (operation: string, input: object) =>
    transport.send({ operation, input: { ...input } });
  const definition = async () => {
    const { printed } = await outcomeOf("infra", "--format", "create-table", "--config", FULL);
    return JSON.parse(printed);
  };
  const createTable = async (changes: object = {}) => {
    await send("CreateTable", { ...(await definition()), ...changes });
  };
  const dropIndex = async (IndexName: string) => {
    if (name !== "DynamoDB Local") {
      const GlobalSecondaryIndexUpdates = [{ Delete: { IndexName } }];
      await send("UpdateTable", { TableName, GlobalSecondaryIndexUpdates });
      return;
    }
    // It goes on to list an index that it is deleting, at times for more than half a minute.
    await send("DeleteTable", { TableName });
    const { AttributeDefinitions, GlobalSecondaryIndexes } = await definition();
    await createTable({
      AttributeDefinitions: AttributeDefinitions.filter(
        (one: { AttributeName: string }) => !one.AttributeName.startsWith(IndexName),
      ),
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.filter(
        (index: { IndexName: string }) => index.IndexName !== IndexName,
      ),
    });
    await send("UpdateTimeToLive", ttl(true));
  };

  beforeAll(async () => {
    const endpoint = name === "DynamoDB Local" ? await dynamodbLocal() : server.url;
    vi.stubEnv("TABLE_ENDPOINT", endpoint);
    const credentials = { accessKeyId: "cli", secretAccessKey: "cli" };
    transport = createHttpTransport({ endpoint, region: "local", credentials });
  });
  afterAll(() => transport.close());

  test("says that the table is missing, then nothing after create-table, then what was changed", async () => {
    expect(await differences()).toEqual({
      status: 1,
      differences: [{ kind: "missing", what: "table", expected: TableName }],
    });

    await createTable();
    await send("UpdateTimeToLive", ttl(true));
    expect(await outcomeOf("diff", "--config", FULL)).toEqual(SAME);
    expect(await differences()).toEqual({ status: 0, differences: [] });

    await dropIndex("GSI1");
    expect(await differences()).toEqual({
      status: 1,
      differences: [
        {
          kind: "missing",
          what: "index",
          name: "GSI1",
          expected: "GSI1PK / GSI1SK with ALL attributes, ACTIVE",
          models: ["Device"],
        },
      ],
    });
    expect(await outcomeOf("diff", "--config", FULL)).toEqual({
      status: 1,
      printed: "missing: index GSI1: GSI1PK / GSI1SK with ALL attributes, ACTIVE; used by Device",
      complaints: "",
    });
    await send("DeleteTable", { TableName });
  });

  test("says what is otherwise than the models need", async () => {
    const keys = (pk: string, sk: string) => [
      { AttributeName: pk, KeyType: "HASH" },
      { AttributeName: sk, KeyType: "RANGE" },
    ];
    await createTable({
      KeySchema: keys("PK", "sort"),
      AttributeDefinitions: [
        ...["PK", "GSI1PK", "byMail", "extra"].map((AttributeName) => ({
          AttributeName,
          AttributeType: "S",
        })),
        { AttributeName: "sort", AttributeType: "N" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "GSI1",
          KeySchema: keys("GSI1PK", "sort"),
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
        {
          IndexName: "ByMail",
          KeySchema: keys("byMail", "extra").slice(0, 1),
          Projection: { ProjectionType: "ALL" },
        },
        {
          IndexName: "Beside",
          KeySchema: keys("extra", "PK"),
          Projection: { ProjectionType: "ALL" },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
    });
    await send("UpdateTimeToLive", ttl(true, "until"));
    expect(await outcomeOf("diff", "--config", FULL)).toEqual({
      status: 1,
      printed: [
        "different: key: PK / sort:N, not PK / SK",
        "different: index GSI1: GSI1PK / sort:N with KEYS_ONLY attributes, ACTIVE, not " +
          "GSI1PK / GSI1SK with ALL attributes, ACTIVE; used by Device",
        "missing: index Idle: idlePk / idleSk with ALL attributes, ACTIVE",
        "different: ttl: until, not expiresAt",
        "different: stream: KEYS_ONLY, not NEW_AND_OLD_IMAGES",
      ].join("\n"),
      complaints: "",
    });
    await send("DeleteTable", { TableName });
  });

  test("does not ask for a TTL or a stream that the models do not need", async () => {
    const printed = await outcomeOf("infra", "--format", "create-table", "--config", PLAIN);
    await send("CreateTable", JSON.parse(printed.printed));
    const { status } = await outcomeOf("diff", "--config", PLAIN);
    expect(status).toBe(0);
    await send("DeleteTable", { TableName: "notes" });
  });
});

test("diff ends with status 1 where nothing answers", async () => {
  vi.stubEnv("TABLE_ENDPOINT", "http://127.0.0.1:1");
  const { status, printed, complaints } = await outcomeOf("diff", "--config", PLAIN);
  expect([status, printed]).toEqual([1, ""]);
  expect(complaints).toContain("127.0.0.1");
});
