// node bench/types/budget.mjs: what a model costs the compiler, in type instantiations (a count
// that is the same on every run), and a failure when that is over the budget. Needs a build.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Instantiations that each further model may cost, its schema included. */
const FURTHER_MODEL = 1_000;
/** Instantiations of a program with one model and one save, get, query and update. */
const FIRST_USE = 3_000;

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = `${root}node_modules/.cache/monotable-types/`;

const SCHEMA = `z.object({
  tenantId: z.string(), deviceId: z.string(), status: z.enum(["up", "down", "retired"]),
  seq: z.number().int(), tags: z.set(z.string()).optional(), seenAt: z.date().optional(),
})`;

const schemaOnly = (name) => `
export const schema${name} = ${SCHEMA};
export const read${name} = (attributes: z.infer<typeof schema${name}>) => attributes.tenantId;`;

const declaration = (name, objects = "") => `
export class ${name} extends table.model<${name}>("${name}")({
  schema: ${SCHEMA},
  pk: "TENANT#{tenantId}",
  sk: "${name.toUpperCase()}#{deviceId}",
  indexes: { GSI1: { pk: "TENANT#{tenantId}#{status}", sk: "{seq:10}" } },${objects}
}) {}
export const read${name} = (entity: ${name}) => entity.tenantId;`;

const withManager = (name) => `
class ${name}Objects extends Objects<${name}> {
  online(tenantId: string) {
    return this.query({ tenantId, status: "up" }, { index: "GSI1" });
  }
}
${declaration(name, `\n  objects: ${name}Objects,`)}`;

const used = (name) => `
${withManager(name)}
export async function use${name}(entity: ${name}) {
  await ${name}.objects.save(entity);
  await ${name}.objects.get({ tenantId: "t", deviceId: "d" });
  await ${name}.objects.query({ tenantId: "t", deviceId: beginsWith("d") }).all();
  await ${name}.objects.update(entity, { status: "up" });
}`;

const further = (model) => Math.round((instantiations(model, 11) - instantiations(model, 1)) / 10);
const figures = {
  "its zod schema alone": further(schemaOnly),
  "a further model, schema included": further(declaration),
  "and a manager with a query": further(withManager),
  "and save, get, query, update": further(used),
  "a program with one such model and its uses":
    instantiations(used, 1) - instantiations(() => "", 1),
};
for (const [what, count] of Object.entries(figures)) {
  process.stdout.write(`${String(count).padStart(6)} instantiations: ${what}\n`);
}
check(figures["a further model, schema included"], FURTHER_MODEL);
check(figures["a program with one such model and its uses"], FIRST_USE);

function check(count, budget) {
  if (count < budget) return;
  process.stdout.write(`over the budget of ${budget}: ${count}\n`);
  process.exitCode = 1;
}

function instantiations(model, count) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: count }, (_, index) => `Model${index}`);
  writeFileSync(
    `${folder}models.ts`,
    `import { beginsWith, defineTable, Objects } from "${root}dist/index.js";
import { z } from "zod";
export const table = defineTable({ name: "platform" });
export const imported = [beginsWith, Objects, z];
${names.map((name) => model(name)).join("\n")}`,
  );
  writeFileSync(
    `${folder}tsconfig.json`,
    JSON.stringify({
      extends: `${root}tsconfig.json`,
      compilerOptions: { types: [] },
      include: ["models.ts"],
    }),
  );
  const args = [`${root}node_modules/typescript/bin/tsc`, "-p", folder, "--extendedDiagnostics"];
  const output = execFileSync(process.execPath, args, { encoding: "utf8" });
  return Number(/Instantiations:\s+(\d+)/.exec(output)?.[1]);
}
