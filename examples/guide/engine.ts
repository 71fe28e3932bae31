import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { defineTable, MonotableError } from "monotable";
import { createEngine, serve } from "monotable/engine";
import { z } from "zod";

const notes = defineTable({ name: "notes" });

class Note extends notes.model<Note>("Note")({
  schema: z.object({ id: z.string(), text: z.string() }),
  pk: "NOTE#{id}",
  sk: "NOTE",
}) {}

// #region memory
const engine = createEngine();
notes.connect(engine);
await notes.create();

await Note.objects.save(new Note({ id: "n1", text: "a promise" }));
Note.objectsSync.save(new Note({ id: "n2", text: "no promise, no thread" }));
console.log(Note.objectsSync.getOrThrow({ id: "n1" }).text);
// #endregion

// #region low
const key = { PK: { S: "NOTE#n2" }, SK: { S: "NOTE" } };
const input = { TableName: "notes", Key: key, ProjectionExpression: "#t" };
const names = { ExpressionAttributeNames: { "#t": "text" } };
console.log(
  engine.sendSync({ operation: "GetItem", input: { ...input, ...names } }),
  engine.requests.length,
);
// #endregion

// #region snapshot
const before = engine.snapshot();
await Note.objects.delete({ id: "n1" });
engine.restore(before);
console.log((await Note.objects.getOrThrow({ id: "n1" })).text);
// #endregion

// #region http
const server = await serve(engine, { port: 0 });
const client = new DynamoDBClient({
  endpoint: server.url,
  region: "local",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});
console.log((await client.send(new ListTablesCommand({}))).TableNames);
client.destroy();
await server.close();
// #endregion

const path = mkdtempSync(join(tmpdir(), "notes-"));
// #region durable
const durable = createEngine({ path });
notes.connect(durable);
await notes.create();
await Note.objects.save(new Note({ id: "n3", text: "kept" }));
await durable.close();

notes.connect(createEngine({ path }));
console.log((await Note.objects.getOrThrow({ id: "n3" })).text);
// #endregion
await notes.close();
rmSync(path, { recursive: true });

// #region refusals
try {
  await engine.send({ operation: "ExecuteStatement", input: { Statement: "SELECT * FROM notes" } });
} catch (error) {
  if (!MonotableError.is(error)) throw error;
  console.log(error.message);
}
// #endregion
