// npm run bench -- [--quick] [--json FILE] [--write] [--local] [--part NAME]
// What this library costs beside others, doing the same work. Parts: operations, batch, blocking, start,
// memory, size, profile, and local with --local: DynamoDB Local as a second server (which needs Java).
// --write puts the figures into docs/benchmarks.md and docs/benchmarks.svg.
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { CONTENDERS } from "./contenders/names.mjs";
import { measureBatches } from "./parts/batch.mjs";
import { measureBlocking } from "./parts/blocking.mjs";
import { measureMemory } from "./parts/memory.mjs";
import { measureOnServer, measureOperations } from "./parts/operations.mjs";
import { profile } from "./parts/profile.mjs";
import { measureSizes } from "./parts/size.mjs";
import { measureStart } from "./parts/start.mjs";
import { verify } from "./parts/verify.mjs";
import { goalsOf } from "./report/goals.mjs";
import { render } from "./report/render.mjs";
import { writeDocs } from "./report/write.mjs";
import { withDynamoDBLocal } from "./shared/dynamodb-local.mjs";
import { describeMachine } from "./shared/machine.mjs";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    write: { type: "boolean", default: false },
    local: { type: "boolean", default: false },
    part: { type: "string" },
  },
});
const { quick, json, write, local, part } = values;

const FULL = {
  operations: { rounds: 4, seconds: 0.3, warmSeconds: 2 },
  batch: { rounds: 5, count: 20_000 },
  blocking: { rounds: 5, seconds: 0.6 },
  start: { rounds: 31 },
  memory: { rounds: 2, count: 100_000 },
  profile: { seconds: 3 },
};
const QUICK = {
  operations: { rounds: 2, seconds: 0.2, warmSeconds: 0.6 },
  batch: { rounds: 1, count: 5_000 },
  blocking: { rounds: 2, seconds: 0.3 },
  start: { rounds: 5 },
  memory: { rounds: 1, count: 20_000 },
  profile: { seconds: 1 },
};
const settings = quick ? QUICK : FULL;

const PARTS = {
  operations: (stored) => measureOperations({ stored, ...settings.operations }),
  batch: () => measureBatches(settings.batch),
  blocking: (stored) => measureBlocking({ stored, ...settings.blocking }),
  start: () => measureStart(settings.start),
  memory: (stored) => measureMemory({ stored, ...settings.memory }),
  size: () => measureSizes(),
  profile: (stored) => profile({ stored, ...settings.profile }),
  ...(local && {
    local: () =>
      withDynamoDBLocal((port) => measureOnServer({ port, ...settings.operations, rounds: 2 })),
  }),
};

if (part !== undefined && !(part in PARTS)) {
  throw new Error(`--part is one of ${Object.keys(PARTS).join(", ")}`);
}
if (write && part !== undefined) throw new Error("--write wants all parts: leave out --part");

const peers = fileURLToPath(new URL("peers/", import.meta.url));
if (!existsSync(`${peers}node_modules`)) {
  const shell = process.platform === "win32";
  execFileSync("npm", ["ci", "--prefix", peers], { stdio: ["ignore", 2, 2], shell });
}

const report = { machine: describeMachine(), settings, parts: {} };
const from = performance.now();
const say = (text) =>
  console.error(`${String(Math.round((performance.now() - from) / 1_000)).padStart(4)} s  ${text}`);
say("every contender does the work once, and it is compared");
const stored = await verify(Object.keys(CONTENDERS));
for (const name of part === undefined ? Object.keys(PARTS) : [part]) {
  say(name);
  report.parts[name] = await PARTS[name](stored);
}
say("done");

report.goals = goalsOf(report.parts);
console.log(render(report));
if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, undefined, 2)}\n`);
if (write) writeDocs(report);
