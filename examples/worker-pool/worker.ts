// One process of the pool: worker.ts ENDPOINT FILE INDEX OF. It reads the whole input, which is cheap,
// and makes and writes the entities of its own shard, which is not.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { BatchWriteError } from "monotable";
import { meters, Reading } from "./models.js";
import { isMine } from "./shard.js";

const [endpoint = "", file = "", index, of] = process.argv.slice(2);
const shard = { index: Number(index), of: Number(of) };
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
meters.connect({ endpoint, region: "us-east-1", credentials });

async function* readings(): AsyncGenerator<Reading> {
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const input = JSON.parse(line);
    if (isMine(input.meter, shard)) yield new Reading(input);
  }
}

try {
  const { written } = await Reading.objects.upsertMany(readings());
  process.send?.({ written, left: 0 });
} catch (error) {
  if (!(error instanceof BatchWriteError)) throw error;
  const { input, written, superseded } = error.report;
  process.send?.({ written, left: input - written - superseded });
}
await meters.close();
process.disconnect?.();
