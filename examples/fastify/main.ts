// npx tsx examples/fastify/main.ts: on an engine of its own, or on AWS_ENDPOINT_URL_DYNAMODB where that is set.
import { createEngine } from "monotable/engine";
import { buildApp } from "./app.js";
import { tracker } from "./models.js";

if (process.env.AWS_ENDPOINT_URL_DYNAMODB === undefined) tracker.connect(createEngine());
await tracker.create(); // in production the table is there

const app = buildApp();
console.log(await app.listen({ port: Number(process.env.PORT ?? 3000) }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => app.close());
