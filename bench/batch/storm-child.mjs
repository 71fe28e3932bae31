// One process of a throttle storm: node storm-child.mjs PORT FIRST COUNT. Says what its report says.
import { BatchWriteError } from "../../dist/index.js";
import { target } from "../shared/target.mjs";
import { attributes, Reading, table } from "./model.mjs";

const [port, first, count] = process.argv.slice(2).map(Number);
table.connect(target(port));
function* readings() {
  for (let seq = first; seq < first + count; seq++) yield new Reading(attributes(seq));
}
const report = await Reading.objects.upsertMany(readings(), { concurrency: 8 }).catch((error) => {
  if (error instanceof BatchWriteError) return error.report;
  throw error;
});
process.send({ written: report.written, itemAttempts: report.input + report.retried });
process.disconnect();
await table.close();
