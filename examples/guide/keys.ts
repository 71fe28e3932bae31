// #region model
import { between, defineTable } from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

const ops = defineTable({ name: "ops" });

class Job extends ops.model<Job>("Job")({
  schema: z.object({
    team: z.string(),
    name: z.string(),
    run: z.number().int(),
    startedAt: z.date(),
    score: z.number(),
    worker: z.string().optional(),
  }),
  pk: "TEAM#{team}",
  sk: "JOB#{name}#{run:6}",
  indexes: {
    GSI1: { pk: "WORKER#{worker}", sk: "{startedAt}" },
    GSI2: { pk: "TEAM#{team}", sk: "{score:number}#{name}" },
  },
}) {}

const job = new Job({
  team: "data #1",
  name: "nightly",
  run: 42,
  startedAt: new Date("2026-03-01T02:00:00Z"),
  score: -0.5,
});
console.log(job.pk());
console.log(job.sk());
// #endregion

ops.connect(createEngine());
await ops.create();

// #region order
const attributes = { team: "data", startedAt: new Date(), score: 1 };
for (const name of ["a", "a b", "ab", "a#b"]) {
  for (const run of [9, 10]) await Job.objects.save(new Job({ ...attributes, name, run }));
}
for await (const { name, run } of Job.objects.query({ team: "data" })) console.log(name, run);
console.log(await Job.objects.query({ team: "data", name: "a", run: between(1, 9) }).count());
// #endregion

// #region sparse
const indexKey = ({ GSI1PK, GSI1SK }: ReturnType<Job["toItem"]>) => [GSI1PK, GSI1SK];

console.log(...indexKey(job.toItem()));
job.worker = "w7";
console.log(...indexKey(job.toItem()));
// #endregion

// #region parse
console.log(ops.parseKey({ pk: job.pk(), sk: job.sk() }));
console.log(ops.parseKey({ pk: "TEAM#data", sk: "REPORT#1" }));
// #endregion

// #region table
const orders = defineTable({
  name: "orders",
  keys: { pk: "partition", sk: "sort" },
  indexes: { byCustomer: { pk: "customerPartition", sk: "customerSort" } },
  attributes: { type: "entity", createdAt: "created", updatedAt: "updated" },
});

class Order extends orders.model<Order>("Order")({
  schema: z.object({ orderId: z.string(), customerId: z.string(), day: z.date() }),
  pk: "{orderId:raw}",
  sk: "ORDER",
  indexes: { byCustomer: { pk: "CUSTOMER#{customerId}", sk: "{day}#{orderId}" } },
}) {}

const order = new Order({ orderId: "A 1", customerId: "c9", day: new Date("2026-03-01") });
console.log(order.toItem());
// #endregion

function show(action: () => unknown): void {
  try {
    action();
  } catch (error) {
    console.log(String(error));
  }
}

// #region key-error
show(() => Job.objectsSync.get({ team: "", name: "nightly", run: 42 }));
show(() => Job.objectsSync.get({ team: "data", name: "nightly", run: -1 }));
// #endregion

// #region refused
show(() =>
  ops.model<Job>("Task")({
    schema: z.object({ team: z.string(), task: z.string() }),
    pk: "TEAM#{team}",
    sk: "JOB#{task}#000001",
  }),
);
show(() =>
  ops.model<Job>("Office")({
    schema: z.object({ city: z.string(), office: z.string() }),
    pk: "OFFICE#{city}{office}",
    sk: "OFFICE",
  }),
);
// #endregion
