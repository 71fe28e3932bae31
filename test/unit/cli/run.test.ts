import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEngine } from "../../../src/engine/create-engine.js";
import { serve } from "../../../src/engine/server.js";
import { outcomeOf } from "./outcome.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "monotable-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const HELP = `Usage: monotable COMMAND [OPTIONS]

  engine    DynamoDB on 127.0.0.1, for any AWS SDK or tool
  infra     the table as CloudFormation, CDK, Terraform or CreateTable; IAM policies
  diff      what a table lacks of what the models need
  docs      the access patterns of the models as Markdown, with a diagram
  get       an entity as JSON
  query     entities of a partition as JSON lines, one an entity
  scan      all entities of a model as JSON lines, one an entity
  put       stores entities given as JSON lines
  export    the items of the table, or of some models, to a file
  import    the items of a file of export, or of DynamoDB's own, to the table
  backfill  writes a model's items of older schemas back as they are upgraded
  reindex   repairs a model's index keys that its attributes do not make
  stream    gives a table's stream to a Lambda handler on this machine

monotable COMMAND --help tells more.`;

const ENGINE_HELP = `Usage: monotable engine [--port PORT] [--path DIRECTORY]

Serves the embedded engine on 127.0.0.1 as DynamoDB, until Ctrl+C.

  --port PORT       the port to listen on, 8000 by default; 0 picks a free one
  --path DIRECTORY  keep the content there; in memory by default. Needs the package lmdb
  --help            print this`;

describe("the command line", () => {
  test("prints what it can do when asked", async () => {
    expect(await outcomeOf("--help")).toEqual({ status: 0, printed: HELP, complaints: "" });
    const help = { status: 0, printed: ENGINE_HELP, complaints: "" };
    expect(await outcomeOf("engine", "--help")).toEqual(help);
    expect(await outcomeOf("engine", "--port", "1", "--help")).toEqual(help);
  });

  test("ends with status 2 without a command, or with one that it does not have", async () => {
    expect(await outcomeOf()).toEqual({ status: 2, printed: "", complaints: HELP });
    for (const name of ["engin", "constructor", "--port"]) {
      const complaints = `Unknown command "${name}".\n\n${HELP}`;
      expect(await outcomeOf(name)).toEqual({ status: 2, printed: "", complaints });
    }
  });

  test.each([
    [["--prot", "1"], "Unknown option '--prot'"],
    [["--port"], "Option '--port <value>' argument missing"],
    [["--port="], '--port takes a whole number from 0 to 65535, not "".'],
    [["--port", "80a"], '--port takes a whole number from 0 to 65535, not "80a".'],
    [["--port", "65536"], '--port takes a whole number from 0 to 65535, not "65536".'],
    [["--path="], "--path takes a directory, not an empty text."],
    [["extra"], "Unexpected argument 'extra'"],
  ])("ends with status 2 for engine %j", async (args, complaint) => {
    const { status, printed, complaints } = await outcomeOf("engine", ...args);
    expect({ status, printed }).toEqual({ status: 2, printed: "" });
    expect(complaints).toContain(complaint);
    expect(complaints.endsWith(`\n\n${ENGINE_HELP}`)).toBe(true);
  });

  test("ends with status 1 where the port is taken, or the path unusable", async () => {
    const engine = createEngine();
    const server = await serve(engine);
    const { port } = new URL(server.url);
    expect(await outcomeOf("engine", "--port", port)).toEqual({
      status: 1,
      printed: "",
      complaints:
        `The engine cannot listen on port ${port} (listen EADDRINUSE: address already in use ` +
        `127.0.0.1:${port}): choose another with --port, or a free one with --port 0.`,
    });
    await server.close();
    await engine.close();
    const file = join(folder, "file");
    writeFileSync(file, "");
    const { status, complaints } = await outcomeOf("engine", "--port", "0", "--path", file);
    expect(status).toBe(1);
    expect(complaints).toContain(`The engine cannot open ${file}`);
  });

  test("says where the engine listens, and how to point the AWS tools at it", async () => {
    const { status, printed } = await outcomeOf("engine", "--port", "0");
    expect(status).toBe(0);
    expect(printed.replaceAll(/(?<=127\.0\.0\.1:)\d+/g, "PORT")).toBe(
      `DynamoDB on http://127.0.0.1:PORT, in memory. Ctrl+C stops it.

Point AWS SDKs and tools at it; any region and credentials will do:

  export AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:PORT
  export AWS_REGION=local AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
  aws dynamodb list-tables

Stopped.`,
    );
  });
});

const MAIN = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));

/** Starts the program in a process of its own; resolves when it says where it listens. */
async function start(): Promise<{ readonly child: ChildProcess; readonly endpoint: string }> {
  const args = ["--import", "tsx", MAIN, "engine", "--port", "0", "--path", folder];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    const [, endpoint] = /DynamoDB on (\S+), kept in/.exec(output) ?? [];
    if (endpoint !== undefined) return { child, endpoint };
  }
  throw new Error(`The program ended: ${output}`);
}

function connect(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return new DynamoDBClient({ endpoint, region: "local", credentials });
}

test.runIf(process.platform !== "win32")(
  "a signal stops the program in order, and what it kept is there when it starts again",
  async () => {
    for (const [signal, expected] of [
      ["SIGTERM", []],
      ["SIGINT", ["kept"]],
    ] as const) {
      const { child, endpoint } = await start();
      const client = connect(endpoint);
      expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(expected);
      if (expected.length === 0) {
        const table = new CreateTableCommand({
          TableName: "kept",
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        });
        await client.send(table);
      }
      child.stdout?.resume();
      const ended = once(child, "exit");
      child.kill(signal);
      expect(await ended).toEqual([0, null]);
      client.destroy();
    }
  },
);
