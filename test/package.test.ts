import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const npm = process.platform === "win32" ? "npm.cmd" : "npm";
let folder: string;

/** Runs a script in the empty project and gives what it prints. */
function run(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return execFileSync(process.execPath, [name], { cwd: folder, encoding: "utf8" });
}

function linkZod(): void {
  rmSync(join(folder, "node_modules/zod"), { recursive: true, force: true });
  symlinkSync(join(ROOT, "node_modules/zod"), join(folder, "node_modules/zod"), "junction");
}

/** Packs what `npm run build` made; `npm test` runs it first. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "monotable-package-"));
  const packed = execFileSync(
    npm,
    ["pack", "--json", "--ignore-scripts", "--pack-destination", folder],
    {
      cwd: ROOT,
      encoding: "utf8",
    },
  );
  const [{ filename }] = JSON.parse(packed);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "empty" }));
  const options = [
    "--offline",
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    "--legacy-peer-deps",
  ];
  execFileSync(npm, ["install", ...options, `./${filename}`], { cwd: folder });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the packed package installs and imports in an empty project, without zod or the AWS SDK", () => {
  const output = run(
    "main.mjs",
    `import { defineTable, MonotableError, Objects } from "monotable";
     import { createEngine } from "monotable/engine";
     const table = defineTable({ name: "notes" });
     console.log(typeof table.model, typeof Objects, typeof createEngine, MonotableError.is(1));`,
  );
  expect(output).toBe("function function function false\n");
});

test("the import loads no module of Node beyond those that any import does", () => {
  run("nothing.mjs", "");
  const output = run(
    "loaded.mjs",
    `await import("./nothing.mjs");
     const before = new Set(process.moduleLoadList);
     await import("monotable");
     console.log(process.moduleLoadList.filter((name) => !before.has(name)).join());`,
  );
  expect(output).toBe("\n");
});

test("the OpenTelemetry entry does nothing where its peer is not installed", () => {
  const output = run(
    "otel.mjs",
    `import { openTelemetry } from "monotable/otel";
     console.log(openTelemetry().call({}), openTelemetry().capacity);`,
  );
  expect(output).toBe("undefined undefined\n");
});

test("it can be required from CommonJS", () => {
  expect(run("main.cjs", `console.log(typeof require("monotable").defineTable);`)).toBe(
    "function\n",
  );
});

test("README's first sample, pasted, prints what README says", () => {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const [sample, printed] = ["ts", "text"].map(
    (language) =>
      new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "m").exec(readme)?.[1] ?? "",
  );
  linkZod();
  writeFileSync(join(folder, "main.mts"), sample ?? "");
  // What `npm install` and `npx` take from the registry is taken from this checkout.
  const tsx = join(ROOT, "node_modules/tsx/dist/cli.mjs");
  const output = execFileSync(process.execPath, [tsx, "main.mts"], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(output).toBe(printed);
});

test("it stores and reads an entity in both modes on the embedded engine", () => {
  linkZod();
  const output = run(
    "store.mjs",
    `import { defineTable } from "monotable";
     import { createEngine } from "monotable/engine";
     import { z } from "zod";
     const table = defineTable({ name: "notes" });
     class Note extends table.model("Note")({
       schema: z.object({ id: z.string(), text: z.string() }), pk: "NOTE#{id}", sk: "NOTE",
     }) {}
     table.connect(createEngine());
     await table.create();
     await Note.objects.save(new Note({ id: "n1", text: "hello" }));
     console.log(Note.objectsSync.get({ id: "n1" }).text);`,
  );
  expect(output).toBe("hello\n");
});

test("no test, source map, example or machine path is in the package", () => {
  const listed = execFileSync(npm, ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const paths: string[] = JSON.parse(listed)[0].files.map((file: { path: string }) => file.path);
  const allowed = /^(dist\/.+\.(js|d\.ts)|README\.md|LICENSE|CHANGELOG\.md|package\.json)$/;
  expect(paths.filter((path) => !allowed.test(path))).toEqual([]);
});
