// The embedded engine over HTTP with the benchmark's table: node engine-server.mjs [WRITE-UNITS].
// A message asks how many items there are, which it answers, and empties the table.
import { createEngine, serve } from "../../dist/engine.js";

const units = Number(process.argv[2] ?? 0);
const plenty = { read: 1e9, write: 1e9 };
const engine = createEngine({
  keepRequests: 0,
  ...(units > 0 && {
    capacity: { onDemand: { read: 1e9, write: units }, partition: plenty, burstSeconds: 1 },
  }),
});

const TableName = "readings";
await engine.send({
  operation: "CreateTable",
  input: {
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "PK", AttributeType: "S" },
      { AttributeName: "SK", AttributeType: "S" },
    ],
    KeySchema: [
      { AttributeName: "PK", KeyType: "HASH" },
      { AttributeName: "SK", KeyType: "RANGE" },
    ],
  },
});
const empty = engine.snapshot();
const server = await serve(engine);

process.on("message", () => {
  let count = 0;
  let start;
  do {
    const input = { TableName, Select: "COUNT", ...(start && { ExclusiveStartKey: start }) };
    const page = engine.sendSync({ operation: "Scan", input });
    count += page.Count;
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  engine.restore(empty);
  process.send({ count });
});
process.on("disconnect", () => process.exit());
process.send({ port: Number(new URL(server.url).port) });
