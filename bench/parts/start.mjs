import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { ENVIRONMENT } from "../shared/children.mjs";
import { inTurns } from "../shared/rounds.mjs";
import { withNullServer } from "../shared/servers.mjs";
import { median, spread } from "../shared/statistics.mjs";

const MAIN_ENTRY = new URL("../../dist/index.js", import.meta.url).href;
const ZOD = import.meta.resolve("zod");
const PEERS = fileURLToPath(new URL("../peers/", import.meta.url));
const CHILD = fileURLToPath(new URL("first-child.mjs", import.meta.url));
const SDK = "@aws-sdk/client-dynamodb";

/** What a program imports to use each library. */
const IMPORTS = {
  "bare node": [],
  monotable: [MAIN_ENTRY],
  zod: [ZOD],
  DocumentClient: [SDK, "@aws-sdk/lib-dynamodb"],
  electrodb: [SDK, "electrodb"],
  "dynamodb-toolbox": [SDK, "@aws-sdk/lib-dynamodb", "dynamodb-toolbox"],
  dynamoose: ["dynamoose"],
  onetable: [SDK, "dynamodb-onetable"],
  "aws-lite": ["@aws-lite/client", "@aws-lite/dynamodb"],
  undici: ["undici"],
};

/** Contenders whose whole process is timed, up to the first stored entity. */
const FIRST = [
  "monotable",
  "DocumentClient",
  "electrodb",
  "dynamodb-toolbox",
  "dynamoose",
  "onetable",
  "aws-lite",
];

async function processMs(args) {
  const from = performance.now();
  const child = spawn(process.execPath, args, { cwd: PEERS, env: ENVIRONMENT, stdio: "ignore" });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${code}`);
  return performance.now() - from;
}

function importing(modules) {
  const source = modules.map((module) => `import ${JSON.stringify(module)};`).join("");
  return ["--input-type=module", "--eval", source];
}

/** Whole processes, in milliseconds over one that does nothing (for the first save of monotable: and zod). */
export function measureStart({ rounds }) {
  return withNullServer(async (port) => {
    const processes = {
      ...Object.fromEntries(
        Object.entries(IMPORTS).map(([name, modules]) => [`import ${name}`, importing(modules)]),
      ),
      ...Object.fromEntries(FIRST.map((name) => [`save ${name}`, [CHILD, name, String(port)]])),
    };
    const results = await inTurns(Object.keys(processes), rounds, (name) =>
      processMs(processes[name]),
    );
    const bare = median(results["import bare node"]);
    const zod = median(results["import zod"]);
    const over = (base, figures) => spread(figures.map((figure) => figure - base));
    return {
      bareNodeMs: spread(results["import bare node"]),
      imports: Object.fromEntries(
        Object.keys(IMPORTS)
          .filter((name) => name !== "bare node")
          .map((name) => [name, over(bare, results[`import ${name}`])]),
      ),
      firstSave: Object.fromEntries(
        FIRST.map((name) => [
          name,
          over(name === "monotable" ? zod : bare, results[`save ${name}`]),
        ]),
      ),
      firstSaveWithZod: over(bare, results["save monotable"]),
    };
  });
}
