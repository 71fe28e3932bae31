// node bench/types/hundred.mjs [models] [rounds]: what the compiler takes for 100 models, each with
// one put, get, query and update: of this library, of dynamodb-toolbox and of electrodb, in turns of one
// run. Needs a build, and the peers: npm ci --prefix bench/peers.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";

const MODELS = Number(process.argv[2] ?? 100);
const ROUNDS = Number(process.argv[3] ?? 3);

const root = fileURLToPath(new URL("../../", import.meta.url));
// Inside of the peers' package, so that they and their types are found.
const folder = `${root}bench/peers/node_modules/.cache/monotable-hundred/`;

const LIBRARIES = {
  monotable: {
    head: `import { beginsWith, defineTable } from "${root}dist/index.js";
import { z } from "${root}node_modules/zod/index.js";
const table = defineTable({ name: "platform" });`,
    model: (name) => `
export class ${name} extends table.model<${name}>("${name}")({
  schema: z.object({
    tenantId: z.string(), deviceId: z.string(), status: z.enum(["up", "down", "retired"]),
    seq: z.number(), tags: z.set(z.string()).optional(), seenAt: z.string().optional(),
  }),
  pk: "TENANT#{tenantId}",
  sk: "${name.toUpperCase()}#{deviceId}",
  indexes: { GSI1: { pk: "TENANT#{tenantId}#{status}", sk: "{seq:10}" } },
}) {}
export async function use${name}() {
  await ${name}.objects.save(new ${name}({ tenantId: "t", deviceId: "d", status: "up", seq: 1 }));
  const one = await ${name}.objects.get({ tenantId: "t", deviceId: "d" });
  await ${name}.objects.update({ tenantId: "t", deviceId: "d" }, { status: "down", seq: 2 });
  const all = await ${name}.objects.query({ tenantId: "t", deviceId: beginsWith("d") }).all();
  return [one?.seq, all[0]?.seq];
}`,
  },
  "dynamodb-toolbox": {
    head: `import {
  Entity, GetItemCommand, item, number, PutItemCommand, QueryCommand, set, string, Table, UpdateItemCommand,
} from "dynamodb-toolbox";
const table = new Table({
  name: "platform",
  partitionKey: { name: "PK", type: "string" },
  sortKey: { name: "SK", type: "string" },
});`,
    model: (name) => `
export const ${name} = new Entity({
  name: "${name}",
  table,
  schema: item({
    tenantId: string().key(), deviceId: string().key(), status: string().enum("up", "down", "retired"),
    seq: number(), tags: set(string()).optional(), seenAt: string().optional(),
  }),
  computeKey: ({ tenantId, deviceId }: { tenantId: string; deviceId: string }) => ({
    PK: \`TENANT#\${tenantId}\`, SK: \`${name.toUpperCase()}#\${deviceId}\`,
  }),
});
export async function use${name}() {
  await ${name}.build(PutItemCommand).item({ tenantId: "t", deviceId: "d", status: "up", seq: 1 }).send();
  const one = await ${name}.build(GetItemCommand).key({ tenantId: "t", deviceId: "d" }).send();
  await ${name}.build(UpdateItemCommand)
    .item({ tenantId: "t", deviceId: "d", status: "down", seq: 2 }).send();
  const all = await table.build(QueryCommand).entities(${name})
    .query({ partition: "TENANT#t", range: { beginsWith: "${name.toUpperCase()}#d" } }).send();
  return [one.Item?.seq, all.Items?.[0]?.seq];
}`,
  },
  electrodb: {
    head: `import { Entity } from "electrodb";`,
    model: (name) => `
export const ${name} = new Entity({
  model: { entity: "${name}", version: "1", service: "platform" },
  attributes: {
    tenantId: { type: "string", required: true }, deviceId: { type: "string", required: true },
    status: { type: ["up", "down", "retired"] as const, required: true },
    seq: { type: "number", required: true }, tags: { type: "set", items: "string" },
    seenAt: { type: "string" },
  },
  indexes: {
    primary: { pk: { field: "PK", composite: ["tenantId"] }, sk: { field: "SK", composite: ["deviceId"] } },
    byStatus: {
      index: "GSI1",
      pk: { field: "GSI1PK", composite: ["tenantId", "status"] },
      sk: { field: "GSI1SK", composite: ["seq"] },
    },
  },
}, { table: "platform" });
export async function use${name}() {
  await ${name}.put({ tenantId: "t", deviceId: "d", status: "up", seq: 1 }).go();
  const one = await ${name}.get({ tenantId: "t", deviceId: "d" }).go();
  await ${name}.patch({ tenantId: "t", deviceId: "d" }).set({ status: "down", seq: 2 }).go();
  const all = await ${name}.query.primary({ tenantId: "t" }).begins({ deviceId: "d" }).go();
  return [one.data?.seq, all.data[0]?.seq];
}`,
  },
};

const runs = Object.fromEntries(Object.keys(LIBRARIES).map((library) => [library, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const library of Object.keys(LIBRARIES)) runs[library].push(compiled(library));
}
process.stdout.write(`${MODELS} models, ${ROUNDS} rounds, medians; ${cpus().length} cores\n`);
const base = median(runs.monotable.map(({ seconds }) => seconds));
for (const [library, all] of Object.entries(runs)) {
  const seconds = median(all.map((run) => run.seconds));
  const { instantiations } = all[0];
  process.stdout.write(
    `${library.padEnd(17)} ${seconds.toFixed(2).padStart(6)} s (${(seconds / base).toFixed(1)}x)` +
      ` ${String(instantiations).padStart(9)} instantiations\n`,
  );
}

/** One run of the compiler over the models, which have to be right. */
function compiled(library) {
  const { head, model } = LIBRARIES[library];
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: MODELS }, (_, index) => `Model${index}`);
  writeFileSync(`${folder}models.ts`, [head, ...names.map(model)].join("\n"));
  writeFileSync(
    `${folder}tsconfig.json`,
    JSON.stringify({
      compilerOptions: {
        ...{ target: "ES2022", module: "NodeNext", strict: true, noEmit: true },
        ...{ skipLibCheck: true, types: [], lib: ["ES2023", "DOM", "ESNext.Disposable"] },
      },
      include: ["models.ts"],
    }),
  );
  const args = [`${root}node_modules/typescript/bin/tsc`, "-p", folder, "--extendedDiagnostics"];
  const output = execFileSync(process.execPath, args, { encoding: "utf8" });
  const figure = (name) => Number(new RegExp(`${name}:\\s+([\\d.]+)`).exec(output)?.[1]);
  return { seconds: figure("Total time"), instantiations: figure("Instantiations") };
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}
