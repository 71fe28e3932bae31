import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Fixture, TableName } from "./data-fixture.js";
import { EVOLVED, FULL, outcome, outcomeOf } from "./outcome.js";

const fixture = new Fixture();

const DEVICES = [
  {
    tenantId: "t1",
    deviceId: "a1",
    status: "up",
    seq: 7,
    tags: ["blue", "red"],
    seenAt: "2026-01-31T12:00:00.000Z",
    expiresAt: "2036-01-31T12:00:00.000Z",
    createdAt: "2026-01-01T00:00:00.000Z",
  },
  { tenantId: "t1", deviceId: "a2", status: "up", seq: 8, tags: [] },
  { tenantId: "t1", deviceId: "b1", status: "down", seq: 9 },
  { tenantId: "t2", deviceId: "a1", status: "up", seq: 1 },
];
const READING = {
  tenantId: "t1",
  deviceId: "a1",
  at: "2026-02-01T00:00:00.000Z",
  value: 0.1,
  raw: { $binary: "AAEC" },
  total: { $number: "9007199254740993" },
};
const linesOf = (values: readonly object[]) =>
  values.map((value) => JSON.stringify(value)).join("\n");

/** Runs a command on the full configuration, with this on its standard input. */
const command = (args: readonly string[], input = "") =>
  outcome([...args, "--config", FULL], { input });

/** The entities that a command prints, without the times at which this test ran. */
async function printed(...args: string[]) {
  const { status, printed: text, complaints } = await command(args);
  expect([status, complaints]).toEqual([0, ""]);
  return text === "" ? [] : text.split("\n").map((line) => withoutTimes(JSON.parse(line)));
}

function withoutTimes({ createdAt, updatedAt, ...rest }: Record<string, unknown>) {
  expect([createdAt, updatedAt].map(String).join()).toMatch(/^\d{4}-.*Z,\d{4}-.*Z$/);
  return rest;
}

const putAll = () => command(["put", "Device"], linesOf(DEVICES));
/** As they are read: an empty set that the schema does not ask for is not stored. */
const [first, second, third] = DEVICES.map(({ createdAt: _, ...device }) =>
  Object.fromEntries(Object.entries(device).filter(([, value]) => String(value) !== "")),
);

describe("put, get, query and scan", () => {
  test("store and print entities of any kind of value as JSON lines", async () => {
    expect(await putAll()).toEqual({ status: 0, printed: "4 written.", complaints: "" });
    const get = await command(["get", "Device", "tenantId=t1", "deviceId=a1"]);
    const { updatedAt: _, ...device } = JSON.parse(get.printed);
    expect(device).toEqual(DEVICES[0]);

    expect(await command(["put", "Reading", "--json"], linesOf([READING]))).toEqual({
      status: 0,
      printed: '{"written":1}',
      complaints: "",
    });
    const reading = ["tenantId=t1", "deviceId=a1", `at=${READING.at}`];
    expect(await printed("get", "Reading", ...reading)).toEqual([READING]);
  });

  test("what is printed can be stored again, and prints the same", async () => {
    await putAll();
    const scanned = await command(["scan", "Device", "--segments", "3"]);
    const before = await fixture.items();
    const file = fixture.file("devices.jsonl");
    writeFileSync(file, scanned.printed);
    expect((await command(["put", "Device", file])).printed).toBe("4 written.");
    const untimed = (items: readonly object[]) => items.map((item) => ({ ...item, updatedAt: 0 }));
    expect(untimed(await fixture.items())).toEqual(untimed(before));
    expect(await printed("scan", "Device")).toHaveLength(4);
  });

  test("query prints a partition, by the beginning of a sort key, an index, an order and a limit", async () => {
    await putAll();
    expect(await printed("query", "Device", "tenantId=t1")).toEqual([first, second, third]);
    expect(await printed("query", "Device", "tenantId=t1", "deviceId^=a")).toEqual([first, second]);
    const index = ["--index", "GSI1", "--order", "desc"];
    expect(await printed("query", "Device", "tenantId=t1", "status=up", ...index)).toEqual([
      second,
      first,
    ]);
    const exact = ["tenantId=t1", "status=up", "seq=7", "--index", "GSI1"];
    expect(await printed("query", "Device", ...exact)).toEqual([first]);
    expect(await printed("query", "Device", "tenantId=t1", "--limit", "1")).toEqual([first]);
    expect(await printed("query", "Device", "tenantId=t9")).toEqual([]);
    expect(await printed("scan", "Device", "--limit", "2")).toHaveLength(2);
    expect(await printed("scan", "Reading")).toEqual([]);
  });

  test("get ends with status 1 where there is nothing", async () => {
    expect(await command(["get", "Device", "tenantId=t1", "deviceId=x"])).toEqual({
      status: 1,
      printed: "",
      complaints: "There is no such Device.",
    });
  });

  test("keys, versions and transformed attributes of models that have them", async () => {
    const person = { mail: "ada@example.org", name: "Ada" };
    expect((await command(["put", "Person"], linesOf([person]))).printed).toBe("1 written.");
    const key = ["pk=PERSON#ada@example.org", "sk=PERSON"];
    expect(await printed("get", "Person", ...key)).toEqual([{ ...person, version: 1 }]);
    // Another entity of that key would not be the version that is stored.
    const again = await command(["put", "Person"], linesOf([{ ...person, version: 1 }]));
    expect(again.status).toBe(1);
    expect(again.complaints).toMatch(/^Line 1: .*\nNothing was written\.$/s);

    const device = { tenantId: "t1", deviceId: "d1", name: "name", level: "12" };
    const put = await outcome(["put", "Device", "--config", EVOLVED], { input: linesOf([device]) });
    expect(put).toEqual({ status: 0, printed: "1 written.", complaints: "" });
    const get = await outcomeOf("get", "Device", "tenantId=t1", "deviceId=d1", "--config", EVOLVED);
    expect(withoutTimes(JSON.parse(get.printed))).toEqual(device);
  });

  test.each([
    ["{", "It is no JSON object."],
    ["[]", "It is no JSON object."],
    ['{"tenant":"t1"}', 'Device has no attribute "tenant".'],
    [
      linesOf([{ ...DEVICES[1], seq: -1 }]),
      "Device: the attributes do not satisfy the schema:\n  seq",
    ],
    [linesOf([{ ...DEVICES[1], seq: "7" }]), "Device: seq"],
    [linesOf([{ ...DEVICES[1], tags: "red" }]), "Device: tags"],
    [linesOf([{ tenantId: "t1" }]), "Device: deviceId"],
  ])("put stops at a line that is no entity: %s", async (line, complaint) => {
    const input = `${linesOf(DEVICES.slice(2))}\n\n${line}\n${linesOf(DEVICES.slice(0, 1))}`;
    const { status, printed: text, complaints } = await command(["put", "Device"], input);
    expect([status, text]).toEqual([1, ""]);
    expect(complaints).toContain(`Line 4: ${complaint}`);
    expect(complaints).toContain("\n2 before it are written.");
    expect(await fixture.items()).toHaveLength(2);
  });

  test("put --create refuses what is there", async () => {
    await putAll();
    const { status, complaints } = await command(["put", "Device", "--create"], linesOf(DEVICES));
    expect(status).toBe(1);
    expect(complaints).toContain("Line 1: ");
  });

  test("no diagnostic quotes a value", async () => {
    const secret = "CANARY";
    const input = linesOf([{ ...DEVICES[1], seq: secret, deviceId: secret }]);
    const outcomes = [
      await command(["put", "Device"], input),
      await command(["put", "Device"], `{"tenantId":"${secret}"`),
      await command(["get", "Reading", `at=${secret}`, "tenantId=t1", "deviceId=d1"]),
      await command(["get", "Device", secret]),
    ];
    expect(outcomes.map(({ status }) => status)).toEqual([1, 1, 2, 2]);
    for (const { complaints } of outcomes) expect(complaints).not.toContain(secret);
  });

  test.each([
    [["get"], "Name a model, one of Device, Reading, Person."],
    [
      ["get", "Devise"],
      "Devise is no model of the configuration, which has Device, Reading, Person.",
    ],
    [["get", "Device", "t1"], "A part of a key is NAME=VALUE, which number 1 is not."],
    [["get", "Device", "id=1"], "Device has no id for a key; it has tenantId, deviceId"],
    [["get", "Person", "mail=x"], "Person has no mail for a key; it has pk, sk."],
    [["query", "Device", "seq=x"], "seq takes a number."],
    [["query", "Device", "--order", "up"], '--order takes asc or desc, not "up".'],
    [["query", "Device", "--limit", "0"], '--limit takes a whole number from 1, not "0".'],
    [["scan", "Device", "x"], "Unexpected argument 'x'"],
    [["scan", "Device", "--segments", "x"], '--segments takes a whole number from 1, not "x".'],
    [["put", "Device", "a", "b"], "Unexpected argument 'b'"],
    [["backfill", "Device", "b"], "Unexpected argument 'b'"],
    [["export"], "Name the file to write to."],
    [["import"], "Name the file to read."],
  ])("end with status 2 for %j", async (args, complaint) => {
    const { status, printed: text, complaints } = await command(args);
    expect([status, text]).toEqual([2, ""]);
    expect(complaints).toContain(complaint);
    expect(complaints).toContain(`\n\nUsage: monotable ${args[0]}`);
  });

  test("end with status 1 where the key is not whole, or the file missing", async () => {
    const get = await command(["get", "Device", "tenantId=t1"]);
    expect([get.status, get.printed]).toEqual([1, ""]);
    expect(get.complaints).toContain("deviceId");
    const put = await command(["put", "Device", fixture.file("none")]);
    expect([put.status, put.printed]).toEqual([1, ""]);
    expect(put.complaints).toContain("ENOENT");
  });
});

describe("reindex and backfill", () => {
  test("reindex repairs index keys, once they were counted", async () => {
    await putAll();
    const drifted = (await fixture.items())[0] as object;
    await fixture.send("PutItem", { TableName, Item: { ...drifted, GSI1SK: { S: "wrong" } } });
    const line = (changed: number) =>
      `4 looked at, ${changed} changed, 0 changed meanwhile, 0 do not fit the model, 0 have another primary key.`;
    for (const [options, changed] of [
      [["--dry-run"], 1],
      [["--segments", "2"], 1],
      [[], 0],
    ] as const) {
      const done = await command(["reindex", "Device", ...options]);
      expect(done).toEqual({ status: 0, printed: line(changed), complaints: "" });
    }
  });

  test("ends with status 1, and names them as JSON, where items do not fit the model", async () => {
    await putAll();
    const [device] = await fixture.items();
    const { seq: _, ...Item } = device as { seq: unknown };
    await fixture.send("PutItem", { TableName, Item });
    const { status, printed: text, complaints } = await command(["reindex", "Device", "--json"]);
    expect([status, complaints]).toEqual([1, ""]);
    expect(JSON.parse(text)).toEqual({
      scanned: 4,
      changed: 0,
      contended: 0,
      failed: [
        { key: expect.any(Object), code: "DECODE", message: expect.stringContaining("seq") },
      ],
      misplaced: [],
    });
  });

  test("backfill upgrades old items, and goes on where it was stopped", async () => {
    await putAll();
    const backfill = (...options: string[]) =>
      outcome(["backfill", "Device", "--config", EVOLVED, "--segments", "2", ...options]);
    fixture.engine.faults.add({ kind: "throttle", operation: "Scan", after: 1, times: Infinity });
    const stopped = await backfill();
    expect([stopped.status, stopped.printed]).toEqual([1, ""]);
    const [, token = ""] = /^Go on with --resume (\S+)$/m.exec(stopped.complaints) ?? [];
    fixture.engine.faults.clear();
    const resumed = await backfill("--resume", token, "--json");
    expect(resumed.status).toBe(0);
    const { scanned } = JSON.parse(resumed.printed);
    expect(scanned).toBeLessThan(4);
    const again = await backfill();
    expect(again).toEqual({
      status: 0,
      printed: "4 looked at, 0 changed, 0 changed meanwhile, 0 do not fit the model.",
      complaints: "",
    });
  });
});
