import type { ConformanceCase, Expected, Step } from "./case.js";
import { same, show } from "./same.js";
import type { Outcome, Server } from "./server.js";
import { PREFIX, SHARED_TABLES } from "./tables.js";

/** Regions differ in whether they count a refusal. */
const COUNTED = "1 validation error detected: ";

/** Runs a case and leaves the server as it was; answers what was wrong, or undefined. */
export async function runCase(server: Server, one: ConformanceCase): Promise<string | undefined> {
  try {
    return await runSteps(server, one.steps);
  } finally {
    await cleanUp(server, one.steps);
  }
}

async function runSteps(server: Server, steps: readonly Step[]): Promise<string | undefined> {
  const seen: Outcome[] = [];
  for (const { request, expected } of steps) {
    const input = withReferences(request.input, seen);
    const outcome = await server.send({ operation: request.operation, input });
    seen.push(outcome);
    const problem = difference(expected, outcome);
    if (problem !== undefined) return `${request.operation}: ${problem}`;
  }
  return undefined;
}

/** A value from an earlier answer: the step's index, then the path in it. */
export class Earlier {
  readonly path: readonly (string | number)[];

  constructor(
    readonly step: number,
    ...path: readonly (string | number)[]
  ) {
    this.path = path;
  }
}

function withReferences(
  input: Readonly<Record<string, unknown>>,
  seen: readonly Outcome[],
): Readonly<Record<string, unknown>> {
  const members = Object.entries(input).map(([name, value]) => {
    return [name, value instanceof Earlier ? resolve(value, seen) : value];
  });
  return Object.fromEntries(members);
}

function resolve({ step, path }: Earlier, seen: readonly Outcome[]): unknown {
  let value: unknown = seen[step]?.members;
  for (const name of path) {
    value = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  }
  return value;
}

function difference(expected: Expected, outcome: Outcome): string | undefined {
  if (expected.kind !== outcome.kind) {
    return `expected ${shortly(expected)}, got ${shortly(outcome)}`;
  }
  if (expected.kind === "refusal" && outcome.kind === "refusal") {
    const { messages } = expected;
    if (expected.name !== outcome.name || !messageFits(messages, outcome.message)) {
      return `expected ${expected.name} ${String(messages ?? "")}, got ${outcome.name} ${outcome.message}`;
    }
  }
  const inOrder = expected.kind === "answer" && expected.inOrder === true;
  for (const [name, value] of Object.entries(expected.members ?? {})) {
    if (!same(value, outcome.members[name], inOrder)) {
      return `expected ${name} ${shortly(value)}, got ${shortly(outcome.members[name])}`;
    }
  }
  return undefined;
}

function messageFits(messages: readonly (string | RegExp)[] | undefined, message: string): boolean {
  if (messages === undefined) return true;
  return messages.some((wanted) =>
    typeof wanted === "string"
      ? message === wanted || message === COUNTED + wanted
      : wanted.test(message),
  );
}

function shortly(value: unknown): string {
  const text = show(value);
  return text.length > 400 ? `${text.slice(0, 400)}...` : text;
}

/** Empties the shared tables that the steps name, and deletes tables of their own. */
async function cleanUp(server: Server, steps: readonly Step[]): Promise<void> {
  const text = show(steps.map((step) => step.request));
  for (const [table, keys] of SHARED_TABLES) {
    if (text.includes(`"${table}"`)) await empty(server, table, keys);
  }
  if (!steps.some((step) => step.request.operation === "CreateTable")) return;
  const listed = await server.send({ operation: "ListTables", input: {} });
  for (const name of stringsOf(listed.members.TableNames)) {
    if (!name.startsWith(PREFIX) || SHARED_TABLES.has(name)) continue;
    const unprotected = { TableName: name, DeletionProtectionEnabled: false };
    await server.send({ operation: "UpdateTable", input: unprotected });
    await server.send({ operation: "DeleteTable", input: { TableName: name } });
  }
}

async function empty(server: Server, table: string, keys: readonly string[]): Promise<void> {
  for (;;) {
    const page = await server.send({ operation: "Scan", input: { TableName: table } });
    const items = Array.isArray(page.members.Items) ? page.members.Items : [];
    for (const item of items) {
      const key = Object.fromEntries(keys.map((name) => [name, item[name]]));
      await server.send({ operation: "DeleteItem", input: { TableName: table, Key: key } });
    }
    if (page.members.LastEvaluatedKey === undefined) return;
  }
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
