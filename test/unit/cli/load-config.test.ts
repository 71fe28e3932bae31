import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { defineConfig } from "../../../src/cli/config.js";
import { loadConfig, withTable } from "../../../src/cli/load-config.js";
import { createEngine } from "../../../src/engine/create-engine.js";
import { defineTable } from "../../../src/index.js";
import { projectOf } from "./config-fixture.js";

const NOTES = `
import { defineConfig, defineTable } from "monotable";
import { z } from "zod";
const notes = defineTable({ name: "notes" });
class Note extends notes.model("Note")({
  schema: z.object({ id: z.string() }), pk: "NOTE#{id}", sk: "NOTE",
}) {}
export default defineConfig({ table: notes, models: [Note] });
`;

let folder: string;
afterEach(() => rmSync(folder, { recursive: true }));

describe("the configuration of the command line", () => {
  test.each(["ts", "mts", "mjs"])("is loaded from a file that is named, .%s", async (extension) => {
    folder = projectOf({ [`notes.${extension}`]: NOTES });
    const { table, models } = await loadConfig(join(folder, `notes.${extension}`));
    expect([table.name, models.map(({ name }) => name)]).toEqual(["notes", ["Note"]]);
  });

  test.each([
    [
      "export default {};",
      /notes\.mjs has no configuration as its default export: `defineConfig\(/,
    ],
    ["export const config = 1;", /has no configuration as its default export/],
    [NOTES.replace("[Note]", "{ Note }"), /models is an array of the classes of its models\./],
    [NOTES.replace("[Note]", '["Note"]'), /models is an array of the classes of its models\./],
    ["throw new Error('no luck');", /notes\.mjs cannot be loaded: no luck$/],
    [NOTES.replace("NOTE#{id}", "NOTE#{ip}"), /^Note\.pk: the template .* uses \{ip\}/],
  ])("is refused where it is none: %j", async (text, message) => {
    folder = projectOf({ "notes.mjs": text });
    await expect(loadConfig(join(folder, "notes.mjs"))).rejects.toThrow(message);
  });

  test("has to be there", async () => {
    folder = projectOf({});
    const file = join(folder, "monotable.config.ts");
    await expect(loadConfig(file)).rejects.toThrow(`There is no file ${file}.`);
    await expect(loadConfig(undefined)).rejects.toThrow(
      "There is no monotable.config.ts here (nor .mts, .js, .mjs): write one, whose default export is " +
        "`defineConfig({ table, models: [...] })`, or name yours with --config.",
    );
  });
});

/** Runs the program as published, in a process of its own and in the project's folder. */
async function published(...args: string[]) {
  const main = join(folder, "node_modules/monotable/dist/cli/main.js");
  const child = promisify(execFile)(process.execPath, [main, ...args], { cwd: folder });
  const { stdout, stderr, code = 0 } = await child.catch((failure) => failure);
  return { status: code, printed: stdout, complaints: stderr };
}

describe("a configuration in TypeScript, in the working directory", () => {
  test.each([
    ["with ECMAScript modules", '{ "type": "module" }'],
    ["without", "{}"],
  ])("is loaded by tsx, in a package %s", async (_, manifest) => {
    folder = projectOf({ "monotable.config.ts": NOTES, "package.json": manifest });
    const { status, printed } = await published("infra", "--format", "create-table");
    expect([status, JSON.parse(printed).TableName]).toEqual([0, "notes"]);
  });

  test.skipIf("typescript" in process.features && process.features.typescript)(
    "says what to do where nothing reads it",
    async () => {
      folder = projectOf({ "monotable.config.ts": NOTES }, ["zod"]);
      const { status, complaints } = await published("infra", "--format", "create-table");
      expect(status).toBe(1);
      expect(complaints).toMatch(
        /monotable\.config\.ts cannot be loaded: this Node\.js does not read TypeScript\. Install tsx in the project/,
      );
    },
  );
});

describe("a command", () => {
  test("works on the table as the configuration connects it, and closes it", async () => {
    folder = projectOf({});
    const engine = createEngine();
    const table = defineTable({ name: "notes" });
    let asked = 0;
    const connect = async () => {
      asked += 1;
      return engine;
    };
    const config = defineConfig({ table, models: [], connect });
    expect(asked).toBe(0);
    const names = await withTable(config, async (connected) => {
      await connected.create();
      return (await connected.commands.send("ListTables", {})).TableNames;
    });
    expect([names, asked]).toEqual([["notes"], 1]);
  });
});
