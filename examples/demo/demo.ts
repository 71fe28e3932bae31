import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { ConnectionTarget } from "monotable";
import { expectedItems } from "./expected.js";
import { ingest } from "./ingest.js";
import { useTable, world } from "./models.js";
import type { DemoOptions } from "./options.js";
import { count, done, failed, heading } from "./output.js";
import { askAll } from "./patterns.js";
import { type CityRecord, largestCities, totalRecords } from "./records.js";
import type { Target } from "./target.js";
import { isComplete, type Period, type Verification, verify } from "./verify.js";

/** Stores, asks and reads back; answers whether everything is as it should be. */
export async function demo(
  options: DemoOptions,
  target: Target,
  connection: ConnectionTarget = target,
): Promise<boolean> {
  const records = largestCities(options.count);
  const from = new Date();
  useTable(options.table);
  world.connect(connection);
  try {
    await world.create();
    heading(
      `Storing ${count(records.length)} of ${count(totalRecords)} cities`,
      `${options.sync ? "objectsSync" : "objects"}.upsertMany, ${world.name} ${connection === target ? `at ${target.endpoint}` : "on the embedded engine"}`,
    );
    await ingest(records, options.sync);

    heading("Five questions in both modes", "objects  objectsSync".padStart(50));
    const agree = await askAll();

    heading("Reading everything back", "through the bare AWS SDK");
    const verification = await readBack(records, target, { from, to: new Date() });
    report(verification);
    return agree && isComplete(verification);
  } finally {
    await world.close();
  }
}

async function readBack(
  records: readonly CityRecord[],
  target: Target,
  period: Period,
): Promise<Verification> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true"; // keeps the output tidy
  const client = new DynamoDBClient(target);
  try {
    return await verify(client, world.name, expectedItems(records), period);
  } finally {
    client.destroy();
  }
}

function report(verification: Verification): void {
  const { expected, matching, different, missing, unexpected } = verification;
  const summary = `${count(matching)} of ${count(expected)} items match`;
  if (isComplete(verification)) {
    done(`${summary}.`);
    return;
  }
  const wrong = [
    `${count(different.length)} different`,
    `${count(missing.length)} missing`,
    `${count(unexpected.length)} unexpected`,
  ];
  const [first] = [...different, ...missing, ...unexpected];
  failed(`${summary}; ${wrong.join(", ")}; the first is ${first}.`);
}
