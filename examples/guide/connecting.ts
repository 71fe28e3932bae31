import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createSdkTransport, defineTable, ServiceError } from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

/** The engine behind HTTP, as DynamoDB itself is. */
const engine = createEngine();
const server = createServer(async (request, response) => {
  const chunks = await request.toArray();
  const input = JSON.parse(Buffer.concat(chunks).toString());
  const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
  try {
    response.end(JSON.stringify(await engine.send({ operation, input })));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const body = { __type: error.service, message: error.serviceMessage };
    response.writeHead(error.statusCode).end(JSON.stringify(body));
  }
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo; // a TCP server's address is no string
const url = `http://127.0.0.1:${port}`;
Object.assign(process.env, { AWS_ENDPOINT_URL_DYNAMODB: url, NOTES_TABLE: "notes" });

// #region environment
const notes = defineTable({ name: () => process.env.NOTES_TABLE ?? "notes" });

class Note extends notes.model<Note>("Note")({
  schema: z.object({ id: z.string(), text: z.string() }),
  pk: "NOTE#{id}",
  sk: "NOTE",
}) {}

await notes.create();
await Note.objects.save(new Note({ id: "n1", text: "hello" }));
// #endregion

// #region options
notes.connect({
  region: "eu-central-1",
  endpoint: url,
  credentials: { accessKeyId: "id", secretAccessKey: "secret" },
  timeoutMs: 1_000, // one attempt; 3,000 when left out
  connectTimeoutMs: 500, // 1,000 when left out
  maxSockets: 32, // 64 when left out
});
console.log((await Note.objects.getOrThrow({ id: "n1" })).text);
// #endregion

// #region function
async function assumedRole() {
  return { accessKeyId: "id", secretAccessKey: "secret", expiration: new Date(Date.now() + 3.6e6) };
}

notes.connect({ region: "eu-central-1", endpoint: url, credentials: assumedRole });
console.log((await Note.objects.getOrThrow({ id: "n1" })).text);
try {
  Note.objectsSync.get({ id: "n1" });
} catch (error) {
  console.log(String(error));
}
// #endregion

// #region sdk
const client = new DynamoDBClient({
  region: "eu-central-1",
  endpoint: url,
  credentials: { accessKeyId: "id", secretAccessKey: "secret" },
});
notes.connect(client);
console.log((await Note.objects.getOrThrow({ id: "n1" })).text);
// #endregion

// #region worker
notes.connect(createSdkTransport(client, { worker: { region: "eu-central-1", endpoint: url } }));
// #endregion

// #region close
await notes.close();
client.destroy(); // a client of yours stays yours to end
// #endregion

server.close();

// #region engine
notes.connect(createEngine());
await notes.create();
Note.objectsSync.save(new Note({ id: "n2", text: "no server, no thread" }));
console.log(Note.objectsSync.getOrThrow({ id: "n2" }).text);
// #endregion

// #region lambda
interface StreamEvent {
  readonly Records: readonly { readonly dynamodb?: { readonly NewImage?: object } }[];
}

async function handler(event: StreamEvent): Promise<void> {
  for (const { dynamodb } of event.Records) {
    if (dynamodb?.NewImage === undefined) continue; // a deletion
    const note = notes.parse(dynamodb.NewImage, [Note]);
    console.log(note.id, note.text);
  }
}
// #endregion

const NewImage = new Note({ id: "n3", text: "from a stream" }).toItem();
await handler({ Records: [{ dynamodb: { NewImage } }, {}] });
