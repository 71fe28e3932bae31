// One process of the pool: worker.ts ENDPOINT FILE INDEX OF. It reads the whole input, which is cheap,
// and makes and writes the entities of its own shard, which is not.
import { BatchWriteError } from "monotable";
import { linesFrom } from "../ingestion/lines.js";
import { meters, Reading } from "./models.js";
import { isMine } from "./shard.js";

const [endpoint = "", file = "", index, of] = process.argv.slice(2);
const shard = { index: Number(index), of: Number(of) };
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
meters.connect({ endpoint, region: "us-east-1", credentials });

async function* readings(): AsyncGenerator<Reading> {
  for await (const { text } of linesFrom(file, 0)) {
    const input = JSON.parse(text);
    if (isMine(input.meter, shard)) yield new Reading(input);
  }
}

try {
  const { written } = await Reading.objects.upsertMany(readings());
  process.send?.({ written, left: 0 });
} catch (error) {
  if (!(error instanceof BatchWriteError)) throw error;
  const { input, written, superseded } = error.report;
  const left = input - written - superseded;
  if (left === 0) throw error; // the input could not be read to its end
  process.send?.({ written, left });
}
await meters.close();
process.disconnect?.();
