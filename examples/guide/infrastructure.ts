import { fileURLToPath } from "node:url";
import { defineConfig, defineTable } from "monotable";
import { createEngine, serve } from "monotable/engine";
import { z } from "zod";
import { monotable } from "../command-line/program.js";

// #region models
const fleet = defineTable({
  name: "fleet",
  indexes: { GSI1: { pk: "GSI1PK", sk: "GSI1SK" } },
  ttl: "expiresAt",
});

class Device extends fleet.model<Device>("Device")({
  schema: z.object({
    tenantId: z.string(),
    deviceId: z.string(),
    status: z.enum(["up", "down"]),
    seenAt: z.date(),
  }),
  pk: "TENANT#{tenantId}",
  sk: "DEVICE#{deviceId}",
  indexes: { GSI1: { pk: "TENANT#{tenantId}#{status}", sk: "{seenAt}" } },
}) {}

class Reading extends fleet.model<Reading>("Reading")({
  schema: z.object({
    tenantId: z.string(),
    deviceId: z.string(),
    at: z.date(),
    value: z.number(),
    expiresAt: z.date(),
  }),
  pk: "TENANT#{tenantId}#DEVICE#{deviceId}",
  sk: "READING#{at}",
}) {}

export default defineConfig({ table: fleet, models: [Device, Reading], stream: true });
// #endregion

// #region describe
const { indexes, models } = fleet.describe();
// #endregion

/** The command lines of the page; this file is their configuration as well. */
async function main(): Promise<void> {
  const engine = createEngine();
  const server = await serve(engine, { port: 0 });
  const options = { config: THIS_FILE, endpoint: server.url };

  console.log(indexes, models[0]?.key?.sk);

  console.log(await monotable("infra --format terraform", options));

  const policy = JSON.parse(await monotable("infra --format iam --tenant tenantId", options));
  console.log(JSON.stringify(policy.Statement[1], undefined, 2));

  const input = JSON.parse(await monotable("infra --format create-table", options));
  await engine.send({ operation: "CreateTable", input });
  const GlobalSecondaryIndexUpdates = [{ Delete: { IndexName: "GSI1" } }];
  await engine.send({
    operation: "UpdateTable",
    input: { TableName: "fleet", GlobalSecondaryIndexUpdates },
  });
  console.log(await monotable("diff", options));

  const page = await monotable("docs", options);
  const patterns = page.slice(page.indexOf("## Access patterns"), page.indexOf("## Device"));
  console.log(
    patterns
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .join("\n"),
  );

  await server.close();
  await engine.close();
}

const THIS_FILE = fileURLToPath(import.meta.url);
if (process.argv[1] === THIS_FILE) await main();
