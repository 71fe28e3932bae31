import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.js";
import { createEngine } from "../../src/engine.js";
import { NetworkError, serviceError } from "../../src/errors/transport-errors.js";
import { MonotableError } from "../../src/index.js";
import { upsertPlan } from "../../src/operation/batch-plans.js";
import { batchWrite } from "../../src/operation/batch-write.js";
import { getMany } from "../../src/operation/get-many.js";
import { CANARY, canariesIn } from "../support/canary.js";
import { expectedError, shownOf } from "../support/expected-error.js";
import { context, Device } from "../support/operation-context.js";
import { streamOf } from "../support/stream.js";
import { drive } from "../support/virtual-driver.js";
import { CONNECTIONS, type OpenConnection } from "./connections.js";
import { SCENARIOS } from "./scenarios.js";
import { defineSecrets } from "./secrets.js";
import { everything, type Stage, stage } from "./stage.js";
import { Told } from "./told.js";

/** An error and those that caused it. */
function withCauses(error: unknown): readonly Error[] {
  return error instanceof Error ? [error, ...withCauses(error.cause)] : [];
}

/** What comes after a minute of retries: in virtual time, below. */
const OF_PATIENCE = ["BATCH_GET", "RETRY_BUDGET"];
/** One is of declarations, the other a defect of our own. */
const NOT_PLAYED = ["DEFINITION", "INTERNAL"];

test("there is a scenario of every error code", () => {
  const source = readFileSync(
    new URL("../../src/errors/monotable-error.ts", import.meta.url),
    "utf8",
  );
  const codes = [...(/ErrorCode =([^;]+);/.exec(source)?.[1] ?? "").matchAll(/"(\w+)"/g)];
  const played = SCENARIOS.map(({ code }) => code);
  expect(new Set([...played, ...OF_PATIENCE, ...NOT_PLAYED])).toEqual(
    new Set(codes.map(([, code]) => code)),
  );
});

test("what ends after many retries shows no contents", async () => {
  const key = { tenantId: CANARY, deviceId: CANARY };
  const throttled = () => {
    throw serviceError({ service: "ThrottlingException", serviceMessage: "", statusCode: 400 });
  };
  const down = () => {
    throw new NetworkError("The connection was reset.", true);
  };
  const keys = Array.from({ length: 300 }, (_, id) => ({ ...key, deviceId: `${CANARY}${id}` }));
  const read = drive(getMany(context, [key], {}), { time: 0, serve: throttled });
  const entities = keys.map((each) => new Device({ ...each, status: "up", note: CANARY }));
  const write = drive(batchWrite(context, entities, upsertPlan(context), {}), {
    time: 0,
    serve: down,
  });
  const errors = [read.error, write.error].flatMap(withCauses);
  const codes = errors.map((error) => MonotableError.is(error) && error.code);
  expect(codes).toEqual(expect.arrayContaining(OF_PATIENCE));
  expect(errors.flatMap(shownOf).filter((text) => canariesIn(text).length > 0)).toEqual([]);
});

// A blocking call cannot reach a server in its own thread.
describe.each([
  ["embedded engine", "async"],
  ["embedded engine", "sync"],
  ["own HTTP", "async"],
  ["AWS SDK", "async"],
] as const)("through the %s, %s", (name, mode) => {
  let connection: OpenConnection;
  let told: Told;
  let on: Stage;

  beforeEach(async () => {
    connection = await CONNECTIONS[name]();
    told = new Told();
    const models = defineSecrets(told.keep);
    models.table.connect(connection.target);
    await models.table.create();
    told.observe(models.table);
    on = stage(models, connection.engine, mode);
  });

  afterEach(async () => {
    await on.table.close();
    await connection.close();
  });

  test("nothing that is told shows contents", async () => {
    told.keep(await everything(on));
    const texts = await told.texts();
    expect(texts.length).toBeGreaterThan(100);
    expect(texts.filter((text) => canariesIn(text).length > 0)).toEqual([]);
  });

  test.each(SCENARIOS)("$code of $name shows no contents", async ({ code, run: play }) => {
    const error = await expectedError(() => play(on));
    expect(error.code).toBe(code);
    const texts = [...withCauses(error).flatMap(shownOf), ...(await told.texts())];
    expect(texts.filter((text) => canariesIn(text).length > 0)).toEqual([]);
  });
});

test("a stream handler's warnings show no contents", async () => {
  const engine = createEngine();
  const told = new Told();
  const { table, Secret, secret } = defineSecrets(told.keep);
  table.connect(engine);
  await table.create();
  const records = await streamOf(engine, "secrets", async () => {
    const Item = { ...secret("1").toItem(), record: { M: { [CANARY]: { S: CANARY } } } };
    await engine.send({ operation: "PutItem", input: { TableName: "secrets", Item } }, {});
  });
  const handler = table.streamHandler({ Secret: { insert() {} } }, { models: { Secret } });
  const { batchItemFailures } = await handler({ Records: records });
  expect(batchItemFailures).toHaveLength(1);
  const texts = await told.texts();
  expect(texts.join()).toContain("record[*]: expected a number");
  expect(texts.filter((text) => canariesIn(text).length > 0)).toEqual([]);
});

test("the command line's engine shows nothing of the requests that it is sent", async () => {
  const told = new Told();
  const stop = new AbortController();
  const url = await new Promise<string>((started) => {
    const print = (text: string): void => {
      told.keep(text);
      const [found] = /http:\S+:\d+/.exec(text) ?? [];
      if (found !== undefined) started(found);
    };
    const terminal = {
      print,
      write: async (text: string) => print(text),
      complain: told.keep,
      input: Readable.from([]),
      stop: stop.signal,
    };
    void run(["engine", "--port", "0"], terminal);
  });
  const connection = {
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "id", secretAccessKey: "key" },
  };
  const { table, Secret, secret } = defineSecrets(told.keep);
  table.connect(connection);
  await table.create();
  await Secret.objects.save(secret("1"));
  await expectedError(() => Secret.objects.create(secret("1")));
  await fetch(url, { method: "POST", body: CANARY });
  const headers = { "x-amz-target": "DynamoDB_20120810.PutItem" };
  await fetch(url, { method: "POST", headers, body: `{"TableName":"${CANARY}` });
  stop.abort();
  await table.close();
  const texts = await told.texts();
  expect(texts.join()).toContain("DynamoDB on http:");
  expect(texts.filter((text) => canariesIn(text).length > 0)).toEqual([]);
});
