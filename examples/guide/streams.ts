import { add, defineTable, eventId } from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

const engine = createEngine();
const shop = defineTable({ name: "shop", ttl: "endsAt" }).connect(engine);

class Order extends shop.model<Order>("Order")({
  schema: z.object({ customer: z.string(), order: z.string(), total: z.number() }),
  pk: "CUSTOMER#{customer}",
  sk: "ORDER#{order}",
}) {
  get label() {
    return `${this.customer}/${this.order}`;
  }
}

class Sum extends shop.model<Sum>("Sum")({
  schema: z.object({ customer: z.string(), total: z.number() }),
  pk: "CUSTOMER#{customer}",
  sk: "SUM",
}) {}

await shop.create();

// #region handler
export const handler = shop.streamHandler(
  {
    Order: {
      insert(now) {
        console.log("new", now.label, now.total);
      },
      modify(_before, now, changes) {
        console.log("changed", now.label, Object.keys(changes), changes.total?.before);
      },
      remove(before, { expired }) {
        console.log("gone", before.label, expired);
      },
    },
  },
  { models: { Order } },
);
// #endregion

/** Gives a handler what Lambda would: the records of a stream. */
const records = await changesOf(async () => {
  const order = await Order.objects.save(new Order({ customer: "ann", order: "o1", total: 5 }));
  await Order.objects.update(order, { total: 7 });
  await Order.objects.delete(order);
});

// #region result
console.log(await handler({ Records: records }));
// #endregion

// #region once
await Sum.objects.save(new Sum({ customer: "ann", total: 0 }));
const sums = shop.streamHandler(
  {
    Order: {
      async insert(now, record) {
        const { customer, total } = now;
        await shop.transact([
          Sum.operations.update({ customer }, { total: add(total) }),
          record.mark,
        ]);
      },
    },
  },
  { models: { Order }, once: { by: eventId, in: shop, name: "sums" } },
);

for (let time = 0; time < 3; time++) await sums({ Records: records });
console.log((await Sum.objects.getOrThrow({ customer: "ann" })).total);
// #endregion

async function changesOf(change: () => Promise<unknown>): Promise<readonly object[]> {
  const send = (operation: string, input: object) =>
    engine.send({ operation, input: { ...input } });
  const StreamSpecification = { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" };
  await send("UpdateTable", { TableName: "shop", StreamSpecification });
  await change();
  const { Streams } = (await send("ListStreams", {})) as { Streams: { StreamArn: string }[] };
  const StreamArn = Streams[0]?.StreamArn;
  const described = (await send("DescribeStream", { StreamArn })) as {
    StreamDescription: { Shards: { ShardId: string }[] };
  };
  const ShardId = described.StreamDescription.Shards[0]?.ShardId;
  const start = { StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" };
  const { ShardIterator } = await send("GetShardIterator", start);
  const { Records } = await send("GetRecords", { ShardIterator });
  return Records as object[]; // GetRecords' documented reply
}
