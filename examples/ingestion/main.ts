// An ingestion worker: npx tsx examples/ingestion/main.ts FILE
// Run it again after a kill, a failure or Ctrl+C, and it goes on where it was.
import { MonotableError } from "monotable";
import { ingest } from "./ingest.js";
import { world } from "./models.js";

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error("Usage: main.ts FILE");
  process.exit(2);
}

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

try {
  await world.create(); // in production the table is there
  const { offset, size, unfit } = await ingest(file, {
    signal: stop.signal,
    onProgress: ({ offset, size, stored }) =>
      console.log(`${((100 * offset) / size).toFixed(0).padStart(3)} %  ${stored} stored`),
    onUnfit: (end, { issues }) =>
      console.error(`row ending at byte ${end}: ${issues.map(({ path }) => path).join(", ")}`),
  });
  console.log(offset < size ? "stopped; run it again to go on" : "done", `(${unfit} unfit)`);
} catch (error) {
  // A batch's message counts what was not stored; no message has contents of items.
  console.error(MonotableError.is(error) ? `${error.code}: ${error.message}` : error);
  process.exitCode = 1;
} finally {
  await world.close();
}
