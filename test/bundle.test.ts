import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
let folder: string;

/** Uses what is loaded on demand: blocking calls, an update, a query and an error. */
const PROGRAM = `
import { ConditionFailedError, defineTable, gt, NotFoundError } from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

const table = defineTable({ name: "notes" });
class Note extends table.model("Note")({
  schema: z.object({ id: z.string(), stars: z.number(), tag: z.union([z.string(), z.number()]) }),
  pk: "NOTES", sk: "NOTE#{id}",
}) {}
table.connect(createEngine());
async function main() {
  await table.create();
  Note.objectsSync.save(new Note({ id: "n1", stars: 1, tag: "a" }));
  await Note.objects.update({ id: "n1" }, { stars: 2 });
  const found = [];
  for await (const note of Note.objects.query({})) found.push(note.stars);
  const refused = await Note.objects.delete({ id: "n1" }, { where: { stars: gt(5) } }).catch((error) => error);
  let missing;
  try {
    Note.objectsSync.getOrThrow({ id: "n2" });
  } catch (error) {
    missing = error;
  }
  console.log(found.join(), refused instanceof ConditionFailedError, missing instanceof NotFoundError);
}
void main();
`;
const PRINTED = "2 true true\n";

/** The package as it is installed, and a program beside it. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "monotable-bundle-"));
  const installed = join(folder, "node_modules/monotable");
  mkdirSync(installed, { recursive: true });
  cpSync(join(ROOT, "dist"), join(installed, "dist"), { recursive: true });
  cpSync(join(ROOT, "package.json"), join(installed, "package.json"));
  cpSync(join(ROOT, "node_modules/zod"), join(folder, "node_modules/zod"), { recursive: true });
  writeFileSync(join(folder, "main.mjs"), PROGRAM);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a file where no package is installed. */
function runAlone(file: string): string {
  const empty = mkdtempSync(join(tmpdir(), "monotable-alone-"));
  const copy = join(empty, file);
  cpSync(join(folder, file), copy);
  try {
    return execFileSync(process.execPath, [copy], { encoding: "utf8", stdio: "pipe" });
  } finally {
    rmSync(empty, { recursive: true });
  }
}

function esbuild(outfile: string, format: "esm" | "cjs", options: { plugins?: Plugin[] } = {}) {
  return build({
    absWorkingDir: folder,
    entryPoints: ["main.mjs"],
    bundle: true,
    platform: "node",
    format,
    outfile,
    external: ["lmdb"],
    logLevel: "silent",
    ...options,
  });
}

test.each(["esm", "cjs"] as const)("one file of esbuild has all of it (%s)", async (format) => {
  const outfile = format === "esm" ? "esbuild.mjs" : "esbuild.cjs";
  const { warnings } = await esbuild(outfile, format);
  expect(warnings).toEqual([]);
  expect(runAlone(outfile)).toBe(PRINTED);
});

test("one file of rolldown has all of it", async () => {
  const warnings: string[] = [];
  const bundle = await rolldown({
    cwd: folder,
    input: "main.mjs",
    platform: "node",
    external: ["lmdb"],
    onLog: (_level, { message }) => warnings.push(message),
  });
  await bundle.write({ file: join(folder, "rolldown.mjs"), codeSplitting: false });
  expect(warnings).toEqual([]);
  expect(runAlone("rolldown.mjs")).toBe(PRINTED);
});

test("Node runs it from the package", () => {
  expect(execFileSync(process.execPath, ["main.mjs"], { cwd: folder, encoding: "utf8" })).toBe(
    PRINTED,
  );
});

test("a bundle of the entry that is for Node says which one to take", async () => {
  const index = join(folder, "node_modules/monotable/dist/index.js");
  const entryOfNode: Plugin = {
    name: "entry of Node",
    setup: ({ onResolve }) => onResolve({ filter: /^monotable$/ }, () => ({ path: index })),
  };
  await esbuild("wrong.mjs", "esm", { plugins: [entryOfNode] });
  expect(() => runAlone("wrong.mjs")).toThrow(/on-demand\.js.*condition "module"/);
});

test("save, get and delete load nothing of what is loaded on demand, and an update does", () => {
  writeFileSync(
    join(folder, "first.mjs"),
    `import { createServer } from "node:http";
     import { createRequire } from "node:module";
     import { defineTable } from "monotable";
     import { z } from "zod";
     const server = createServer((request, response) => {
       request.resume().on("end", () => response.end("{}"));
     });
     await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
     const table = defineTable({ name: "notes" });
     class Note extends table.model("Note")({
       schema: z.object({
         id: z.string(), at: z.date(), lines: z.array(z.object({ n: z.int() })), size: z.enum(["s", "m"]),
         tags: z.set(z.string()), note: z.string().nullable().optional(),
       }),
       pk: "NOTE#{id}", sk: "NOTE",
     }) {}
     table.connect({ endpoint: "http://127.0.0.1:" + server.address().port });
     const loaded = () => Object.keys(createRequire(import.meta.url).cache).filter((file) => file.endsWith("on-demand.js")).length;
     await Note.objects.save(new Note({ id: "1", at: new Date(), lines: [{ n: 1 }], size: "s", tags: new Set(["a"]) }));
     await Note.objects.get({ id: "1" });
     await Note.objects.delete({ id: "1" });
     const before = loaded();
     await Note.objects.update({ id: "1" }, { size: "m" }).catch(() => undefined);
     console.log(before, loaded());
     server.close();
     await table.close();`,
  );
  const printed = execFileSync(process.execPath, ["first.mjs"], {
    cwd: folder,
    encoding: "utf8",
    // As in Lambda: region and credentials are in the environment.
    env: {
      ...process.env,
      HOME: folder,
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "b",
    },
  });
  expect(printed).toBe("0 1\n");
});

test("what an import loads has no code of what is loaded on demand", () => {
  const shared = join(ROOT, "dist/shared/");
  const index = readFileSync(join(ROOT, "dist/index.js"), "utf8");
  const [, main = ""] = /from "\.\/shared\/(chunk-\w+\.js)"/.exec(index) ?? [];
  expect(readFileSync(join(shared, main), "utf8")).not.toContain("KeyConditionExpression");
  expect(readFileSync(join(shared, "on-demand.js"), "utf8")).toContain("KeyConditionExpression");
});
