import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { Fixture } from "./data-fixture.js";
import { FULL, outcome, PLAIN } from "./outcome.js";

const MAIN = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));
const fixture = new Fixture();
const command = (...args: string[]) => outcome([...args, "--config", FULL]);
const failed = (complaints: string) => ({ status: 1, printed: "", complaints });

/** Stores devices: about two pages of a scan. */
async function fill(): Promise<void> {
  const devices = Array.from({ length: 70 }, (_, index) =>
    JSON.stringify({
      tenantId: "t1",
      deviceId: `d${index}`,
      status: "up",
      seq: index,
      tags: ["x".repeat(20_000)],
    }),
  );
  await outcome(["put", "Device", "--config", FULL], { input: devices.join("\n") });
}

/** An export, or an import of a whole one, that was stopped; answers its file. */
async function stopped(name: "export" | "import"): Promise<string> {
  await fill();
  const file = fixture.file("all.jsonl");
  if (name === "import") await command("export", file);
  const operation = name === "export" ? "Scan" : "BatchWriteItem";
  fixture.engine.faults.add({ kind: "throttle", operation, after: 1, times: Infinity });
  const stop = new AbortController();
  const running = outcome([name, file, "--config", FULL], { stop: stop.signal });
  await vi.waitUntil(() => existsSync(`${file}.${name}-state`), { timeout: 30_000 });
  stop.abort();
  const { status, complaints } = await running;
  expect(status).toBe(1);
  expect(complaints).toMatch(/^Go on with --resume\.$/m);
  fixture.engine.faults.clear();
  return file;
}

test.each(["export", "import"] as const)("%s goes on with its own table only", async (name) => {
  const file = await stopped(name);
  expect(await outcome([name, file, "--resume", "--config", PLAIN])).toEqual(
    failed(
      `The ${name} to resume is of the table field-data.v2, not of notes: name its configuration ` +
        `with --config, or remove ${file}.${name}-state to begin anew.`,
    ),
  );
  expect((await command(name, file, "--resume", "--json")).printed).toBe('{"items":70}');
});

test("an export does not go on with a file that was cut, or is missing", async () => {
  const file = await stopped("export");
  const written = readFileSync(file);
  const refused = failed(
    `${file} is shorter than what the export had written: remove it and ${file}.export-state, and begin anew.`,
  );
  writeFileSync(file, written.subarray(0, -1));
  expect(await command("export", file, "--resume")).toEqual(refused);
  expect(statSync(file).size).toBe(written.length - 1);
  rmSync(file);
  expect(await command("export", file, "--resume")).toEqual(refused);
  writeFileSync(file, written);
  expect((await command("export", file, "--resume", "--json")).printed).toBe('{"items":70}');
});

test("an import does not go on with a file that was changed", async () => {
  const file = await stopped("import");
  const [content, { mtime }] = [readFileSync(file), statSync(file)];
  const refused = failed(
    `${file} was changed since the import began: remove ${file}.import-state to import it from its beginning.`,
  );
  utimesSync(file, mtime, new Date(mtime.getTime() + 5_000));
  expect(await command("import", file, "--resume")).toEqual(refused);
  writeFileSync(file, Buffer.concat([content, Buffer.from("\n")]));
  utimesSync(file, mtime, mtime);
  expect(await command("import", file, "--resume")).toEqual(refused);
  rmSync(`${file}.import-state`);
  expect((await command("import", file, "--json")).printed).toBe('{"items":70}');
});

test("an import that met a bad line stores the file anew once it is repaired", async () => {
  await fill();
  const file = fixture.file("all.jsonl");
  await command("export", file);
  const content = readFileSync(file, "utf8");
  const damaged = content.split("\n");
  damaged[60] = '{"Item":{"PK"';
  writeFileSync(file, damaged.join("\n"));
  expect(await command("import", file)).toEqual(failed('Line 61: It is no {"Item":{...}}.'));
  writeFileSync(file, content);
  const { complaints } = await command("import", file, "--resume");
  expect(complaints).toContain(`remove ${file}.import-state`);
  rmSync(`${file}.import-state`);
  expect((await command("import", file, "--json")).printed).toBe('{"items":70}');
});

test.runIf(process.platform === "linux")("an export that is written in part fails", async () => {
  await fill();
  const file = fixture.file("all.jsonl");
  // The limit, in blocks of 512 bytes, is within the last page: its first part is still written.
  const whole = fixture.file("whole.jsonl");
  await command("export", whole);
  const blocks = Math.floor(statSync(whole).size / 512);
  const program = [process.execPath, "--import", "tsx", MAIN, "export", file, "--config", FULL];
  const child = spawn("sh", ["-c", `ulimit -f ${blocks} && exec "$@"`, "sh", ...program], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const complaints = text(child.stderr);
  expect(await once(child, "exit")).toEqual([1, null]);
  expect(await complaints).toMatch(/^Go on with --resume\.\nEFBIG/m);
  expect(statSync(file).size).toBe(blocks * 512);
  expect((await command("export", file, "--resume", "--json")).printed).toBe('{"items":70}');
  expect(readFileSync(file, "utf8")).toBe(readFileSync(whole, "utf8"));
});
