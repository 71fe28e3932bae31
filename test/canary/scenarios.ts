import { z } from "zod";
import {
  add,
  beginsWith,
  contains,
  defineTable,
  type ErrorCode,
  eq,
  expectCost,
  gt,
  oneOf,
} from "../../src/index.js";
import { CANARY, CANARY_NUMBER } from "../support/canary.js";
import type { Stage } from "./stage.js";

/** A call that ends with an error of this code. */
export interface Scenario {
  readonly name: string;
  readonly code: ErrorCode;
  readonly run: (stage: Stage) => unknown;
}

const scenario = (name: string, code: ErrorCode, run: (stage: Stage) => unknown): Scenario => ({
  name,
  code,
  run,
});

const always = { times: Number.POSITIVE_INFINITY } as const;
const soon = () => Date.now() + 300;
/** Values that no attribute can have, made of the canary all the same. */
const WRONG = { secret: CANARY, why: new Error(CANARY) };

/** Stores an item that no repository would. */
async function storeRaw({ engine, secret }: Stage, changes: object): Promise<void> {
  const Item = { ...secret("1").toItem(), ...changes };
  await engine.send({ operation: "PutItem", input: { TableName: "secrets", Item } }, {});
}

export const SCENARIOS: readonly Scenario[] = [
  scenario("an entity of wrong values", "VALIDATION", ({ Secret, secret }) => {
    const values = { ...secret("1"), amount: CANARY, tags: CANARY, record: { [CANARY]: CANARY } };
    return new Secret({ ...values, home: "http://a", map: new Map([[CANARY, CANARY]]) } as never);
  }),
  scenario("a key that cannot be made", "KEY", ({ secrets }) =>
    secrets.get({ group: `${CANARY}\ud800`, id: CANARY }),
  ),
  scenario("a key that is too long", "KEY", ({ secrets }) =>
    secrets.get({ group: CANARY.repeat(500), id: CANARY }),
  ),
  scenario("a part of an index key", "INDEX_KEY", ({ secrets, secret }) =>
    secrets.update({ group: secret("1").group, id: secret("1").id }, { text: CANARY }),
  ),
  scenario("a text in a number", "ENCODE", ({ plains, plain }) =>
    plains.save(Object.assign(plain("1"), { count: CANARY as never })),
  ),
  scenario("a class in a record", "ENCODE", ({ secrets, secret }) =>
    secrets.save(Object.assign(secret("1"), { record: { [`${CANARY}-key`]: WRONG } })),
  ),
  scenario("an invalid date in a map", "ENCODE", ({ secrets, secret }) =>
    secrets.save(Object.assign(secret("1"), { map: new Map([[CANARY, new Date(Number.NaN)]]) })),
  ),
  scenario("what cannot be stored in an unknown", "ENCODE", ({ secrets, secret }) =>
    secrets.save(Object.assign(secret("1"), { anything: new Map([[CANARY, WRONG]]) })),
  ),
  scenario("what cannot be stored under a name of an unknown", "ENCODE", ({ secrets, secret }) =>
    secrets.save(Object.assign(secret("1"), { anything: { [`${CANARY}-name`]: [CANARY, WRONG] } })),
  ),
  scenario("a wrong value under a key in a condition", "ENCODE", ({ secrets, secret }) =>
    secrets.delete(secret("1"), { where: { record: { [`${CANARY}-key`]: gt(CANARY as never) } } }),
  ),
  scenario("a wrong value in a change", "ENCODE", ({ plains, plain }) =>
    plains.update(plain("1"), { text: WRONG as never }),
  ),
  scenario("a wrong value in a condition", "ENCODE", ({ plains, plain }) =>
    plains.delete(plain("1"), { where: { count: gt(CANARY as never) } }),
  ),
  scenario("an item over the limit", "ITEM_TOO_LARGE", ({ secrets, secret }) =>
    secrets.save(
      Object.assign(secret("1"), {
        record: { [CANARY]: 1 },
        home: new URL(`https://example.com/${CANARY.repeat(80_000)}`),
      }),
    ),
  ),
  scenario("a stored text where a number is", "DECODE", async (stage) => {
    await storeRaw(stage, { amount: { S: CANARY } });
    return stage.secrets.get(stage.secret("1"));
  }),
  scenario("a stored text in a record of numbers", "DECODE", async (stage) => {
    await storeRaw(stage, { record: { M: { [`${CANARY}-key`]: { S: CANARY } } } });
    return stage.secrets.get(stage.secret("1"));
  }),
  scenario("a stored number in a map of dates", "DECODE", async (stage) => {
    await storeRaw(stage, { map: { M: { [CANARY]: { N: String(CANARY_NUMBER) } } } });
    return stage.secrets.query({ group: stage.secret("1").group }).all();
  }),
  scenario("a stored text that a codec refuses", "DECODE", async (stage) => {
    await storeRaw(stage, { home: { S: CANARY } });
    return stage.secrets.get(stage.secret("1"));
  }),
  scenario("a stored number with too many digits", "DECODE", async (stage) => {
    await storeRaw(stage, { amount: { N: `${CANARY_NUMBER}${CANARY_NUMBER}${CANARY_NUMBER}` } });
    return stage.secrets.get(stage.secret("1"));
  }),
  scenario("an item of another type", "ENTITY_TYPE", async (stage) => {
    await storeRaw(stage, { _type: { S: "Other" } });
    return stage.secrets.get(stage.secret("1"));
  }),
  scenario("a read of what is not there", "NOT_FOUND", ({ secrets, secret }) =>
    secrets.getOrThrow(secret("none")),
  ),
  scenario("an update of what is not there", "NOT_FOUND", ({ plains, plain }) =>
    plains.update(plain("none"), { text: CANARY, count: add(CANARY_NUMBER) }),
  ),
  scenario("a creation of what is there", "ALREADY_EXISTS", async ({ secrets, secret }) => {
    await secrets.save(secret("1"));
    return secrets.create(secret("1"));
  }),
  scenario("a condition that does not hold", "CONDITION_FAILED", async ({ plains, plain }) => {
    await plains.save(plain("1"));
    return plains.save(plain("1"), { where: { text: beginsWith(`not ${CANARY}`) } });
  }),
  scenario("a version that has passed", "VERSION_CONFLICT", async ({ secrets, secret }) => {
    const old = await secrets.save(secret("1"));
    await secrets.save(await secrets.getOrThrow(old));
    return secrets.save(old);
  }),
  scenario("a value that another has", "UNIQUE_CONSTRAINT", async ({ secrets, secret }) => {
    await secrets.save(secret("1"));
    return secrets.save(Object.assign(secret("2"), { email: secret("1").email }));
  }),
  scenario(
    "a transaction that is cancelled",
    "TRANSACTION",
    async ({ table, mode, Plain, plain }) => {
      const { operations } = Plain;
      await Plain.objects.save(plain("1"));
      const all = [operations.create(plain("1")), operations.update(plain("2"), { text: CANARY })];
      return mode === "async" ? table.transact(all) : table.transactSync(all);
    },
  ),
  scenario("a comparison that there is not", "ARGUMENT", ({ plains, plain }) =>
    plains.query({ group: plain("1").group, id: contains(CANARY) as never }).all(),
  ),
  scenario("a change that there is not", "ARGUMENT", ({ plains, plain }) =>
    plains.update(plain("1"), { count: beginsWith(CANARY) as never }),
  ),
  scenario("a condition without a value", "ARGUMENT", ({ plains, plain }) =>
    plains.delete(plain("1"), { where: { text: oneOf<string>(), count: eq(CANARY_NUMBER) } }),
  ),
  scenario("a changed key", "ARGUMENT", ({ plains, plain }) =>
    plains.update(plain("1"), { id: CANARY } as never),
  ),
  scenario("a cursor of nobody's", "CURSOR", ({ plains, plain }) =>
    plains
      .query({ group: plain("1").group })
      .page({ after: Buffer.from(CANARY).toString("base64") }),
  ),
  scenario("a batch of which an item is refused", "BATCH_WRITE", ({ plains, plain }) =>
    plains.upsertMany([plain("1"), Object.assign(plain("2"), { count: CANARY as never })]),
  ),
  scenario("a batch that the table does not take", "BATCH_WRITE", ({ engine, plains, plain }) => {
    engine.faults.add({ kind: "throttle", ...always });
    return plains.upsertMany([plain("1"), plain("2")], { deadline: soon() });
  }),
  scenario("a batch whose replies are lost", "BATCH_WRITE", ({ engine, plains, plain }) => {
    engine.faults.add({ kind: "lostReply", ...always });
    return plains.upsertMany([plain("1")], { deadline: soon() });
  }),
  scenario("a service that has no such table", "SERVICE", ({ engine, plains, plain }) => {
    engine.sendSync({ operation: "DeleteTable", input: { TableName: "secrets" } });
    return plains.save(plain("1"));
  }),
  scenario("a table over its capacity", "THROTTLED", ({ engine, plains, plain }) => {
    engine.faults.add({ kind: "throttle", ...always });
    return plains.save(plain("1"));
  }),
  scenario("replies that break off", "NETWORK", async ({ engine, plains, plain }) => {
    await plains.save(plain("1"));
    engine.faults.add({ kind: "malformed", ...always });
    return plains.get(plain("1"));
  }),
  scenario("no time left", "TIMEOUT", ({ plains, plain }) =>
    plains.save(plain("1"), { deadline: Date.now() - 1 }),
  ),
  scenario("a call that is given up", "ABORTED", ({ plains, plain }) =>
    plains.save(plain("1"), { signal: AbortSignal.abort() }),
  ),
  scenario("a count whose reply is lost", "AMBIGUOUS_WRITE", async ({ engine, plains, plain }) => {
    await plains.save(plain("1"));
    engine.faults.add({ kind: "lostReply", operation: "UpdateItem" });
    return plains.update(plain("1"), { count: add(CANARY_NUMBER) });
  }),
  scenario("work that costs too much", "COST_EXCEEDED", ({ Plain, plain }) =>
    expectCost(() => Plain.objects.save(plain("1")), { requests: 0 }),
  ),
  scenario("a hook that throws", "HOOK", ({ secrets, secret }) =>
    secrets.save(Object.assign(secret("1"), { text: `${CANARY} is refused by its hook` })),
  ),
  scenario("promises in the blocking mode", "SYNC", ({ Plain, plain }) =>
    Plain.objectsSync.upsertMany(
      (async function* () {
        yield plain("1");
      })() as never,
    ),
  ),
  scenario("an async schema", "UNSUPPORTED", ({ table }) => {
    class Later extends table.model<Later>("Later")({
      schema: z.object({ id: z.string().refine(async () => true) }),
      pk: "LATER#{id}",
      sk: "LATER",
    }) {}
    return new Later({ id: CANARY });
  }),
  scenario("credentials that are no text", "CREDENTIALS", async ({ Plain, plain }) => {
    const connection = { endpoint: "http://127.0.0.1:1", region: "us-east-1" };
    const credentials = async () => ({ accessKeyId: CANARY, secretAccessKey: `${CANARY} ü` });
    return Plain.objects.using({ ...connection, credentials }).get(plain("1"));
  }),
  scenario("an endpoint with a password", "CONFIGURATION", () =>
    defineTable({ name: "other" }).connect({ endpoint: `http://user:${CANARY}@127.0.0.1:1` }),
  ),
];
