import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { CONTENDERS } from "../contenders/names.mjs";
import { ENVIRONMENT } from "../shared/children.mjs";
import { inTurns } from "../shared/rounds.mjs";
import { withNullServer } from "../shared/servers.mjs";
import { spread } from "../shared/statistics.mjs";

const MAIN_ENTRY = new URL("../../dist/index.js", import.meta.url).href;
const ZOD = import.meta.resolve("zod");
const BENCH = fileURLToPath(new URL("../", import.meta.url));
const PEERS = fileURLToPath(new URL("../peers/", import.meta.url));
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

/** Contenders take CommonJS where a package has it, which is loaded sooner than as an ES module. */
const REQUIRED = "DocumentClient, by require";

/** A program of a contender, and files that it imports before. */
function saving(name, files = []) {
  return `
${files.map((file) => `import ${JSON.stringify(pathToFileURL(file).href)};`).join("\n")}
import { open } from "./contenders/${CONTENDERS[name].file}";
import { attributes } from "./contenders/order.mjs";
const contender = await open(Number(process.argv[2]));
const { prepare = (order) => order } = contender;
await contender.save(prepare(attributes(0)));
process.exit();
`;
}

/** What zod does for the first entity where nothing else uses it. */
const VALIDATING = `
import { attributes } from "./contenders/order.mjs";
import { orderSchema } from "./contenders/order-schema.mjs";
orderSchema.parse(attributes(0));
process.exit();
`;

/** Writes programs of one file each, as a user's would be, which import the packages as they are installed. */
async function writePrograms(folder) {
  const peers = createRequire(join(PEERS, "package.json"));
  const sources = {
    ...Object.fromEntries(FIRST.map((name) => [name, saving(name)])),
    // As an ES module loads it: both packages are CommonJS, so that the contender requires the same.
    DocumentClient: saving(
      "DocumentClient",
      IMPORTS.DocumentClient.map((name) => peers.resolve(name)),
    ),
    [REQUIRED]: saving("DocumentClient"),
    VALIDATING,
  };
  return Object.fromEntries(
    await Promise.all(
      Object.entries(sources).map(async ([name, contents]) => {
        const outfile = join(folder, `${name}.mjs`);
        await build({
          stdin: { contents, resolveDir: BENCH },
          bundle: true,
          packages: "external",
          external: ["../../dist/index.js"], // seen from there as from the contenders
          format: "esm",
          platform: "node",
          outfile,
        });
        return [name, outfile];
      }),
    ),
  );
}

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

/**
 * Whole processes, in milliseconds over one that does nothing. For the first save of monotable over one
 * that imports zod, and over one in which zod validates the same entity, too.
 */
export function measureStart({ rounds }) {
  const folder = mkdtempSync(join(BENCH, "programs-"));
  return withNullServer(async (port) => {
    const programs = await writePrograms(folder);
    const processes = {
      ...Object.fromEntries(
        Object.entries(IMPORTS).map(([name, modules]) => [`import ${name}`, importing(modules)]),
      ),
      ...Object.fromEntries(
        [...FIRST, REQUIRED].map((name) => [`save ${name}`, [programs[name], String(port)]]),
      ),
      "zod validates": [programs.VALIDATING],
    };
    const results = await inTurns(Object.keys(processes), rounds, (name) =>
      processMs(processes[name]),
    );
    // Of the same round: a machine that is slow for a while is slow for both.
    const over = (base, name) =>
      spread(results[name].map((ms, round) => ms - results[base][round]));
    const bare = "import bare node";
    const firstSaves = [...FIRST, REQUIRED].map((name) => [name, over(bare, `save ${name}`)]);
    return {
      bareNodeMs: spread(results[bare]),
      imports: Object.fromEntries(
        Object.keys(IMPORTS)
          .filter((name) => name !== "bare node")
          .map((name) => [name, over(bare, `import ${name}`)]),
      ),
      firstSave: {
        ...Object.fromEntries(firstSaves),
        monotable: over("import zod", "save monotable"),
      },
      firstSaveWithZod: over(bare, "save monotable"),
      firstSaveValidated: over("zod validates", "save monotable"),
    };
  }).finally(() => rmSync(folder, { recursive: true, force: true }));
}
