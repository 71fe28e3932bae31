// npm run bench:lambda [-- RUNS]: bundle size and cold start of the API handler of examples/lambda, beside the same
// handler on the AWS DocumentClient (`npm ci` in bench/peers first). Run on what `npm run build` made.
import { deepStrictEqual } from "node:assert";
import { readFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { createEngine, serve } from "monotable/engine";
import { bundle } from "../../examples/lambda/bundle.ts";
import { LambdaProcess } from "../../examples/lambda/invoke.ts";
import { shop } from "../../examples/lambda/models.ts";
import { median } from "../shared/statistics.mjs";

const runs = Number(process.argv[2] ?? 21);
// Inside of the peers' package, so that what is not bundled is found.
const folder = fileURLToPath(new URL("../peers/node_modules/.cache/lambda", import.meta.url));

const OURS = "monotable";
const CONTENDERS = {
  [OURS]: ["examples/lambda/api.ts", ["@aws-sdk/*"]],
  "DocumentClient, bundled": ["bench/peers/document-client-api.mjs", []],
  "DocumentClient, SDK beside the bundle": ["bench/peers/document-client-api.mjs", ["@aws-sdk/*"]],
  "nothing at all": ["bench/lambda/empty.mjs", []],
};

const path = { isBase64Encoded: false, pathParameters: { customer: "ann", order: "o1" } };
const order = {
  ...path,
  body: '{"total":5}',
  routeKey: "PUT /customers/{customer}/orders/{order}",
};
const EVENTS = [
  order,
  { ...path, routeKey: "PUT /customers/{customer}" },
  order,
  order,
  { ...order, body: '{"total":-5}' },
  { ...path, routeKey: "GET /customers/{customer}/orders/{order}" },
  { ...path, routeKey: "GET /customers/{customer}" },
];
const FIRST = { ...path, routeKey: "GET /customers/{customer}/orders/{order}" };

async function withTable(use) {
  const server = await serve(createEngine());
  await shop.connect({ endpoint: server.url }).create();
  try {
    return await use({ AWS_ENDPOINT_URL_DYNAMODB: server.url, NODE_NO_WARNINGS: "1" });
  } finally {
    await shop.close();
    await server.close();
  }
}

/** What a handler answers to every event, on an empty table. */
function answersOf(file) {
  return withTable(async (settings) => {
    const process = new LambdaProcess(file, settings);
    const answers = [];
    for (const event of EVENTS) answers.push(await process.invoke(event));
    await process.stop();
    return answers;
  });
}

/** Milliseconds from the start of a process to its first answer. */
async function coldStart(file, settings) {
  const from = performance.now();
  const process = new LambdaProcess(file, settings);
  await process.invoke(FIRST);
  const time = performance.now() - from;
  await process.stop();
  return time;
}

const contenders = [];
for (const [index, [name, [module, external]]] of Object.entries(CONTENDERS).entries()) {
  const outdir = join(folder, String(index));
  const [[, { bytes }]] = await bundle([module], outdir, external);
  const file = join(outdir, module.replace(/^.*\/(.*)\.m?[jt]s$/, "$1.mjs"));
  const zipped = gzipSync(await readFile(file)).length;
  contenders.push({ name, file, bytes, zipped, times: [] });
}

const [ours, ...others] = contenders.slice(0, -1);
const expected = await answersOf(ours.file);
for (const { file } of others) deepStrictEqual(await answersOf(file), expected);

await withTable(async (settings) => {
  for (let run = 0; run < runs; run++) {
    for (const { file, times } of contenders) times.push(await coldStart(file, settings));
  }
});

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}, ${runs} runs each`);
const base = median(ours.times);
for (const { name, bytes, zipped, times } of contenders) {
  const time = median(times);
  console.log(
    `${name.padEnd(38)}${String(Math.round(bytes / 1024)).padStart(6)} KiB` +
      `${String(Math.round(zipped / 1024)).padStart(5)} KiB gzipped (${(zipped / ours.zipped).toFixed(2)} x)` +
      `${time.toFixed(0).padStart(6)} ms (${(time / base).toFixed(2)} x), ` +
      `${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)}`,
  );
}
