// npx tsx examples/lambda/main.ts: bundles both handlers and invokes them as Lambda does, on an engine of its own.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine, serve } from "monotable/engine";
import { bundle } from "./bundle.js";
import { LambdaProcess } from "./invoke.js";
import { shop } from "./models.js";

const folder = await mkdtemp(join(tmpdir(), "lambda-"));
const modules = ["examples/lambda/api.ts", "examples/lambda/stream.ts"];
for (const [name, { bytes }] of await bundle(modules, folder)) {
  console.log(`${name}: ${Math.ceil(bytes / 1024)} KiB`);
}

const server = await serve(createEngine());
await shop.connect({ endpoint: server.url }).create();
const settings = { AWS_ENDPOINT_URL_DYNAMODB: server.url };
const api = new LambdaProcess(join(folder, "api.mjs"), settings);
const customer = { pathParameters: { customer: "ann" }, isBase64Encoded: false };
console.log(await api.invoke({ routeKey: "PUT /customers/{customer}", ...customer }));

// What a stream delivers of an order that was put.
const stream = new LambdaProcess(join(folder, "stream.mjs"), settings);
const NewImage = {
  PK: { S: "CUSTOMER#ann" },
  SK: { S: "ORDER#o1" },
  _type: { S: "Order" },
  customer: { S: "ann" },
  order: { S: "o1" },
  total: { N: "5" },
};
const { PK, SK } = NewImage;
const change = { Keys: { PK, SK }, NewImage, SequenceNumber: "1" };
console.log(
  await stream.invoke({ Records: [{ eventID: "e1", eventName: "INSERT", dynamodb: change }] }),
);
console.log(await api.invoke({ routeKey: "GET /customers/{customer}", ...customer }));

await Promise.all([api.stop(), stream.stop(), shop.close(), server.close()]);
await rm(folder, { recursive: true });
