import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test, vi } from "vitest";
import { Fixture, TableName } from "./data-fixture.js";
import { FULL, outcome, outcomeOf } from "./outcome.js";

const MAIN = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));
const fixture = new Fixture();
const command = (...args: string[]) => outcome([...args, "--config", FULL]);

/** Stores people, with what keeps their addresses unique, and devices: about three pages of a scan. */
async function fill(): Promise<void> {
  const lines = Array.from({ length: 130 }, (_, index) =>
    JSON.stringify({
      tenantId: "t1",
      deviceId: `d${index}`,
      status: "up",
      seq: index,
      tags: Array.from({ length: 20 }, (_, tag) => `${tag}`.padStart(1_000, "x")),
    }),
  );
  await outcome(["put", "Device", "--config", FULL], { input: lines.join("\n") });
  const people = ["ada", "grace"].map((name) => `{"mail":"${name}@example.org","name":"${name}"}`);
  await outcome(["put", "Person", "--config", FULL], { input: people.join("\n") });
}

/** The batches that the table was sent. */
const writes = () =>
  fixture.engine.requests.filter(({ operation }) => operation === "BatchWriteItem");

const exported = (file: string) =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).Item);

async function emptyTable(): Promise<void> {
  await fixture.send("DeleteTable", { TableName });
  const table = await outcomeOf("infra", "--format", "create-table", "--config", FULL);
  await fixture.send("CreateTable", JSON.parse(table.printed));
}

describe("export and import", () => {
  test("move all items as they are, the library's own among them", async () => {
    await fill();
    const file = fixture.file("all.jsonl");
    expect(await command("export", file)).toEqual({
      status: 0,
      printed: `134 items written to ${file}.`,
      complaints: "",
    });
    const before = await fixture.items();
    expect(exported(file)).toEqual(before);
    await emptyTable();
    // Near the end: what follows a throttle is slow.
    const fault = { kind: "partial", operation: "BatchWriteItem", left: 7 } as const;
    fixture.engine.faults.add({ ...fault, after: 4, times: 3 });
    const imported = await command("import", file, "--json");
    expect(imported).toEqual({ status: 0, printed: '{"items":134}', complaints: "" });
    expect(await fixture.items()).toEqual(before);
    expect(existsSync(`${file}.import-state`)).toBe(false);
  });

  test("export writes the items of the models that are named", async () => {
    await fill();
    const file = fixture.file("people.jsonl");
    expect((await command("export", file, "Person", "Reading", "--json")).printed).toBe(
      '{"items":2}',
    );
    expect(exported(file).map((item) => item._type.S)).toEqual(["Person", "Person"]);
  });

  test("an export that was stopped goes on where it was, and writes the same", async () => {
    await fill();
    const whole = fixture.file("whole.jsonl");
    const parts = fixture.file("parts.jsonl");
    await command("export", whole);
    fixture.engine.faults.add({ kind: "throttle", operation: "Scan", after: 1, times: Infinity });
    const stopped = await command("export", parts);
    expect([stopped.status, stopped.printed]).toEqual([1, ""]);
    expect(stopped.complaints).toMatch(/^Go on with --resume\.$/m);
    fixture.engine.faults.clear();

    expect(await command("export", parts)).toEqual({
      status: 1,
      printed: "",
      complaints: `An earlier run was stopped: go on with --resume, or remove ${parts}.export-state to begin anew.`,
    });
    expect((await command("export", parts, "Device", "--resume")).complaints).toContain(
      "The export to resume is of all models.",
    );
    // What a page wrote that was not finished.
    writeFileSync(parts, `${readFileSync(parts, "utf8")}{"Item":{"PK`);
    expect((await command("export", parts, "--resume")).printed).toBe(
      `134 items written to ${parts}.`,
    );
    expect(readFileSync(parts, "utf8")).toBe(readFileSync(whole, "utf8"));
    expect(existsSync(`${parts}.export-state`)).toBe(false);
  });

  test("an import that was stopped goes on where it was", async () => {
    await fill();
    const file = fixture.file("all.jsonl");
    await command("export", file);
    const before = await fixture.items();
    await emptyTable();
    fixture.engine.faults.add({
      kind: "throttle",
      operation: "BatchWriteItem",
      after: 2,
      times: Infinity,
    });
    const stop = new AbortController();
    const running = outcome(["import", file, "--config", FULL], { stop: stop.signal });
    await vi.waitUntil(() => writes().length >= 4, { timeout: 30_000 });
    stop.abort();
    const stopped = await running;
    expect([stopped.status, stopped.printed]).toEqual([1, ""]);
    expect(stopped.complaints).toMatch(/^Go on with --resume\.$/m);
    const { items } = JSON.parse(readFileSync(`${file}.import-state`, "utf8")).state;
    expect(items).toBeGreaterThan(0);
    expect(await fixture.items()).toHaveLength(items);
    fixture.engine.faults.clear();

    expect((await command("import", file)).complaints).toContain("go on with --resume, or remove");
    const already = writes().length;
    expect((await command("import", file, "--resume")).printed).toBe("134 items stored.");
    const resent = writes().slice(already);
    expect(
      resent.flatMap(({ input }) => Object.values(Object(input).RequestItems)).flat(),
    ).toHaveLength(134 - items);
    expect(await fixture.items()).toEqual(before);
  });

  test.each([
    ["export", "Scan"],
    ["import", "BatchWriteItem"],
  ] as const)("%s that was killed goes on where it was", async (name, operation) => {
    await fill();
    const whole = fixture.file("whole.jsonl");
    await command("export", whole);
    const before = await fixture.items();
    const file = name === "import" ? whole : fixture.file("parts.jsonl");
    if (name === "import") await emptyTable();
    // Slow enough to be killed between the first checkpoint and the end.
    fixture.engine.faults.add({ kind: "latency", operation, ms: 500, times: Infinity });
    const args = ["--import", "tsx", MAIN, name, file, "--config", FULL];
    const child = spawn(process.execPath, args, { stdio: "inherit" });
    await vi.waitUntil(() => existsSync(`${file}.${name}-state`), { timeout: 60_000 });
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    fixture.engine.faults.clear();
    const resumed = await command(name, file, "--resume", "--json");
    expect(resumed).toEqual({ status: 0, printed: '{"items":134}', complaints: "" });
    expect(await fixture.items()).toEqual(before);
    expect(readFileSync(file, "utf8")).toBe(readFileSync(whole, "utf8"));
  });

  test("import stores the last of several items of one key", async () => {
    const item = (name: string) => ({
      Item: { PK: { S: "a" }, SK: { S: "b" }, name: { S: name }, _type: { S: "Other" } },
    });
    const file = fixture.file("same.jsonl");
    writeFileSync(
      file,
      ["one", "two", "three"].map((name) => JSON.stringify(item(name))).join("\n"),
    );
    expect((await command("import", file)).printed).toBe("3 items stored.");
    expect(await fixture.items()).toEqual([item("three").Item]);
  });

  test.each([
    ['{"PK":{"S":"a"}}', "Expected an item in DynamoDB JSON"],
    ["null", "Expected an item in DynamoDB JSON"],
    [
      '{"Item":{"PK":{"S":"TENANT#t"},"SK":{"S":"DEVICE#d"},"_type":{"S":"Device"}}}',
      "Device: tenantId",
    ],
    // Keys that are no text would all be taken for the same one.
    ['{"Item":{"PK":{"N":"1"},"SK":{"S":"a"}}}', "PK and SK have to be text"],
    ['{"Item":{"PK":{"S":"a"}}}', "PK and SK have to be text"],
  ])("import stores nothing that the models cannot read: %s", async (line, complaint) => {
    const file = fixture.file("bad.jsonl");
    writeFileSync(file, line);
    const { status, complaints } = await command("import", file);
    expect(status).toBe(1);
    expect(complaints).toContain(`Line 1: ${complaint}`);
    expect(await fixture.items()).toEqual([]);
  });

  test("import ends with the item that the service refuses, and names its line", async () => {
    const file = fixture.file("refused.jsonl");
    const lines = Array.from({ length: 2_000 }, (_, index) =>
      JSON.stringify({ Item: { PK: { S: index === 11 ? "" : `k${index}` }, SK: { S: "s" } } }),
    );
    writeFileSync(file, lines.join("\n"));
    const { status, complaints } = await command("import", file);
    expect(status).toBe(1);
    expect(complaints).toMatch(/^Line 12: ValidationException: /m);
    expect((await fixture.items()).length).toBeLessThan(1_000);
  });

  test("import quotes nothing of what it refuses", async () => {
    const secret = "CANARY";
    const item = {
      PK: { S: secret },
      SK: { S: secret },
      _type: { S: "Device" },
      seq: { S: secret },
    };
    const file = fixture.file("secret.jsonl");
    for (const line of [JSON.stringify({ Item: item }), `{"Item":{"PK":"${secret}`]) {
      writeFileSync(file, line);
      const { status, complaints } = await command("import", file);
      expect(status).toBe(1);
      expect(complaints).not.toContain(secret);
    }
  });

  test("refuse a file that is there, is missing, or has nothing to resume", async () => {
    const file = fixture.file("there.jsonl");
    writeFileSync(file, "precious");
    expect((await command("export", file)).complaints).toBe(
      `${file} is there already: name another file, or remove it.`,
    );
    expect(readFileSync(file, "utf8")).toBe("precious");
    for (const name of ["export", "import"]) {
      expect(await command(name, file, "--resume")).toEqual({
        status: 1,
        printed: "",
        complaints: `There is nothing to resume: no ${file}.${name}-state.`,
      });
    }
    const missing = await command("import", fixture.file("none"));
    expect([missing.status, missing.printed]).toEqual([1, ""]);
    expect(missing.complaints).toContain("ENOENT");
  });
});
