// A load that takes more than one processor: its input is sharded over processes.
// npx tsx examples/worker-pool/main.ts [PROCESSES]
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createEngine, serve } from "monotable/engine";
import { meters, Reading } from "./models.js";

const processes = Number(process.argv[2] ?? 3);
const READINGS = 3_000;

// The table: an engine of this process that the others reach over HTTP. Yours is in AWS.
const engine = createEngine();
const server = await serve(engine);
meters.connect(engine);
await meters.create();

const directory = await mkdtemp(join(tmpdir(), "worker-pool-"));
const file = join(directory, "readings.jsonl");
const lines = Array.from({ length: READINGS }, (_, hour) =>
  JSON.stringify({ meter: `m${hour % 100}`, hour, watts: hour % 7 }),
);
await writeFile(file, lines.join("\n"));

async function runWorker(index: number): Promise<{ written: number; left: number }> {
  const path = fileURLToPath(new URL("./worker.ts", import.meta.url));
  const worker = fork(path, [server.url, file, String(index), String(processes)]);
  const ended = once(worker, "exit");
  const [answer] = await Promise.race([once(worker, "message"), ended.then(() => [undefined])]);
  await ended;
  if (answer === undefined) throw new Error(`Worker ${index} ended without an answer.`);
  return answer;
}

const answers = await Promise.all(
  Array.from({ length: processes }, (_, index) => runWorker(index)),
);
const written = answers.reduce((sum, answer) => sum + answer.written, 0);
console.log(`${processes} processes wrote ${written} of ${READINGS} readings`);
console.log(`${await Reading.objects.scan().count()} are stored`);

await meters.close();
await server.close();
await rm(directory, { recursive: true });
