import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, defineTable } from "monotable";
import { createEngine, serve } from "monotable/engine";
import { z } from "zod";
import { monotable } from "../command-line/program.js";

const shop = defineTable({ name: "shop" });

class Customer extends shop.model<Customer>("Customer")({
  schema: z.object({ shopId: z.string(), customerId: z.string(), name: z.string().min(2) }),
  pk: "SHOP#{shopId}",
  sk: "CUSTOMER#{customerId}",
}) {}

class Order extends shop.model<Order>("Order")({
  schema: z.object({
    shopId: z.string(),
    customerId: z.string(),
    orderId: z.string(),
    status: z.enum(["open", "sent"]),
    placed: z.date(),
    total: z.number(),
  }),
  pk: "SHOP#{shopId}#CUSTOMER#{customerId}",
  sk: "ORDER#{orderId}",
  indexes: { GSI1: { pk: "SHOP#{shopId}#{status}", sk: "{placed}" } },
}) {}

// #region config
export default defineConfig({
  table: shop,
  models: [Customer, Order],
});
// #endregion

const THIS_FILE = fileURLToPath(import.meta.url);

/** The command lines of the page; this file is their configuration as well. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "monotable-"));
  const server = await serve(createEngine(), { port: 0 });
  shop.connect({
    endpoint: server.url,
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  await shop.create();
  const options = { config: THIS_FILE, cwd: folder, endpoint: server.url };
  writeFileSync(
    join(folder, "orders.jsonl"),
    ["2026-01-30T09:00:00.000Z", "2026-01-31T12:00:00.000Z"]
      .map((placed, index) =>
        JSON.stringify({
          shopId: "s1",
          customerId: "c1",
          orderId: `o${index + 1}`,
          status: "open",
          placed,
          total: 9.5 + index,
        }),
      )
      .join("\n"),
  );
  console.log(await monotable("put Order orders.jsonl", options));

  const query = "query Order shopId=s1 status=open --index GSI1 --order desc";
  for (const line of (await monotable(query, options)).split("\n")) {
    const { orderId, placed, total } = JSON.parse(line);
    console.log(JSON.stringify({ orderId, placed, total }));
  }

  console.log(await monotable("export shop.jsonl", options));
  console.log(await monotable("import shop.jsonl", options));
  console.log(await monotable("reindex Order --dry-run", options));

  await shop.close();
  await server.close();
  rmSync(folder, { recursive: true });
}

if (process.argv[1] === THIS_FILE) await main();
