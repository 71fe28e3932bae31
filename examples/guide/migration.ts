import { defineTable } from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

const engine = createEngine();

// #region declare
const shop = defineTable({
  name: "shop",
  keys: { pk: "PK", sk: "SK" },
  indexes: { GSI1: { pk: "GSI1PK", sk: "GSI1SK" } },
  attributes: { type: "_et", createdAt: "_ct", updatedAt: "_md" },
});

class Order extends shop.model<Order>("Order")({
  schema: z.object({
    customer: z.string(),
    order: z.string(),
    placedAt: z.date(),
    status: z.enum(["open", "paid"]),
    total: z.number(),
  }),
  pk: "CUSTOMER#{customer:raw}",
  sk: "ORDER#{order:raw}",
  indexes: { GSI1: { pk: "STATUS#{status}", sk: "{placedAt}" } },
}) {}
// #endregion

await shop.connect(engine).create();
const stamp = { S: "2026-03-01T08:00:01.000Z" };
const [customer, order, placedAt] = [{ S: "Ann" }, { S: "A 1" }, { S: "2026-03-01T08:00:00.000Z" }];
await engine.send({
  operation: "PutItem",
  input: {
    TableName: "shop",
    Item: {
      ...{ PK: { S: "CUSTOMER#Ann" }, SK: { S: "ORDER#A 1" } },
      ...{ GSI1PK: { S: "STATUS#open" }, GSI1SK: placedAt },
      ...{ _et: { S: "Order" }, _ct: stamp, _md: stamp },
      ...{
        customer,
        order,
        placedAt,
        status: { S: "open" },
        total: { N: "5" },
        source: { S: "web" },
      },
    },
  },
});

// #region check
const { scanned, changed, misplaced, failed } = await Order.objects.reindex({ dryRun: true });
console.log(scanned, changed, misplaced.length, failed.length);
// #endregion

// #region work
const old = await Order.objects.getOrThrow({ customer: "Ann", order: "A 1" });
await Order.objects.update(old, { status: "paid" });
old.status = "paid";
old.total = 6;
await Order.objects.save(old, { mode: "merge" });
// #endregion

const Key = { PK: { S: "CUSTOMER#Ann" }, SK: { S: "ORDER#A 1" } };
const { Item } = await engine.send({ operation: "GetItem", input: { TableName: "shop", Key } });
const { GSI1PK, total, source } = Item as Record<string, object>;
console.log({ GSI1PK, total, source });

// #region electrodb
const electro = defineTable({
  name: "electro",
  indexes: { GSI1: { pk: "GSI1PK", sk: "GSI1SK" } },
  attributes: { type: "__edb_e__" },
  timestamps: "epochMs",
});

class Task extends electro.model<Task>("task")({
  schema: z.object({
    team: z.string(),
    id: z.string(),
    status: z.enum(["open", "done"]),
    dueAt: z.int(),
    __edb_v__: z.literal("1").default("1"),
  }),
  indexes: { GSI1: { pk: "$work#status_{status:raw}", sk: "$task_1#dueat_{dueAt:13}" } },
}) {
  pk() {
    return `$work#team_${this.team.toLowerCase()}`;
  }

  sk() {
    return `$task_1#id_${this.id.toLowerCase()}`;
  }
}

const task = new Task({ team: "Data", id: "T1", status: "open", dueAt: 1_772_352_000_000 });
console.log(task.toItem());
// #endregion

// #region dynamoose
const date = z.codec(z.number(), z.date(), {
  decode: (milliseconds) => new Date(milliseconds),
  encode: (value) => value.getTime(),
});

const visits = defineTable({
  name: "visits",
  attributes: { type: "type" },
  timestamps: "epochMs",
});

class Visit extends visits.model<Visit>("Visit")({
  schema: z.object({ site: z.string(), at: date }),
  pk: "SITE#{site:raw}",
  sk: "VISIT#{at}",
}) {}

const visit = new Visit({ site: "s1", at: Date.parse("2026-03-01T08:00:00Z") });
console.log(visit.at, visit.toItem().at);
// #endregion
await shop.close();
