import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { createEngine } from "../../src/engine.js";
import { createHttpTransport, MonotableError, type Transport } from "../../src/index.js";
import type { TestedMode } from "../support/both-modes.js";
import { dynamodbLocal } from "../support/engines.js";
import { type Choice, COMMANDS, choices, tenantsOf } from "./commands.js";
import { defineModels, indexAttributes, type Models, primaryKey } from "./models.js";
import { Reference, withoutNull } from "./reference.js";

const deep = process.env.MONOTABLE_DEEP === "1";
const SEQUENCES = deep ? 2_000 : 12;
const MAX_COMMANDS = 100;
const TABLE = "model-based";

interface Subject {
  readonly name: string;
  readonly mode: TestedMode;
  readonly models: Models;
  /** Asks the engine without the library. */
  readonly transport: Transport;
}

const subjects: Subject[] = [];

beforeAll(async () => {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const options = { endpoint: await dynamodbLocal(), region: "us-east-1", credentials };
  const local = createHttpTransport(options);
  const engine = createEngine();
  for (const mode of ["async", "sync"] as const) {
    subjects.push(
      { name: "embedded engine", mode, models: defineModels(engine, TABLE), transport: engine },
      { name: "DynamoDB Local", mode, models: defineModels(options, TABLE), transport: local },
    );
  }
  for (const { models } of subjects) await models.table.create();
});

/** What a command gave, as plain data. */
async function outcome(subject: Subject, tenant: string, choice: Choice): Promise<unknown> {
  try {
    return plain(await COMMANDS[choice.name]?.run(subject.models, subject.mode, tenant, choice));
  } catch (error) {
    if (!MonotableError.is(error)) throw error;
    return { error: error.code };
  }
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return withoutNull({ ...value });
}

/** Everything that is stored for a tenant, as the engine itself has it. */
async function contentOf(subject: Subject, tenant: string): Promise<readonly object[]> {
  const { PK } = primaryKey({ model: "Device", attributes: { tenant, id: "" } });
  const reply = await subject.transport.send({
    operation: "Query",
    input: {
      TableName: TABLE,
      KeyConditionExpression: "PK = :pk",
      ExpressionAttributeValues: { ":pk": { S: PK } },
      ConsistentRead: true,
    },
  });
  return reply.Items as object[];
}

/** Compares the keys of what is stored for a tenant with what they have to be. */
async function checkContent(subject: Subject, reference: Reference, tenant: string): Promise<void> {
  const stored = (await contentOf(subject, tenant)).map(keysOf);
  const expected = expectedKeys(reference, tenant);
  const where = `${subject.name}, ${subject.mode}`;
  expect(stored.toSorted(byKey), where).toEqual(expected.toSorted(byKey));
}

/** The keys that the engine has for an item, of the table and of the indexes. */
function keysOf(item: object): object {
  const names = ["PK", "SK", "GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK", "_type"];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = (item as Record<string, { S?: string }>)[name];
      return value === undefined ? [] : [[name, value.S]];
    }),
  );
}

function expectedKeys(reference: Reference, tenant: string): readonly object[] {
  return reference
    .list(({ attributes }) => attributes.tenant === tenant)
    .map((stored) => ({
      ...primaryKey(stored),
      ...indexAttributes(stored),
      _type: stored.model,
    }));
}

const byKey = (a: object, b: object): number => {
  const [one, other] = [a, b].map((item) => JSON.stringify(item));
  return String(one) < String(other) ? -1 : 1;
};

test(`${SEQUENCES} sequences of commands give what the reference says, on two engines in both modes`, async () => {
  let sequence = 0;
  let ran = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(choices, { minLength: 1, maxLength: MAX_COMMANDS, size: "max" }),
      async (list) => {
        sequence += 1;
        const runs = subjects.map((subject) => ({
          subject,
          space: `s${sequence}-${subject.mode}-${process.pid}`,
          reference: new Reference(),
        }));
        for (const choice of list) {
          ran += 1;
          for (const { subject, space, reference } of runs) {
            const where = `${choice.name} on ${subject.name}, ${subject.mode}`;
            const tenants = tenantsOf(space);
            const tenant = tenants[choice.tenant] ?? space;
            const expected = plain(COMMANDS[choice.name]?.expect(reference, tenant, choice));
            expect(await outcome(subject, tenant, choice), where).toEqual(expected);
            await Promise.all(tenants.map((any) => checkContent(subject, reference, any)));
          }
        }
      },
    ),
    { numRuns: SEQUENCES, ...(deep ? {} : { seed: 20261127 }) },
  );
  console.info(`${sequence} sequences, ${ran} commands on each of ${subjects.length}`);
});
