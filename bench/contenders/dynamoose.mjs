import { chunked, peer } from "../shared/peers.mjs";
import { target } from "../shared/target.mjs";
import { indexKeys, TABLE, tableKeys } from "./order.mjs";

/** Keys by the caller: it has no templates for them. */
const withKeys = (order) => ({
  ...tableKeys(order),
  ...indexKeys(order),
  _type: "Order",
  ...order,
});

export function open(port) {
  const dynamoose = peer("dynamoose");
  const { DynamoDB } = dynamoose.aws.ddb;
  const requestHandler = { httpAgent: { keepAlive: true, maxSockets: 64 } };
  dynamoose.aws.ddb.set(new DynamoDB({ ...target(port), requestHandler }));
  const string = { type: String, required: true };
  const number = { type: Number, required: true };
  const schema = new dynamoose.Schema(
    {
      PK: { type: String, hashKey: true },
      SK: { type: String, rangeKey: true },
      GSI1PK: { type: String, index: { name: "GSI1", type: "global", rangeKey: "GSI1SK" } },
      GSI1SK: String,
      _type: String,
      customerId: string,
      orderId: string,
      status: { ...string, enum: ["open", "paid", "packed", "shipped", "returned"] },
      channel: { ...string, enum: ["web", "store"] },
      currency: string,
      total: number,
      tax: number,
      items: number,
      gift: { type: Boolean, required: true },
      email: string,
      note: String,
      placedOn: string,
      address: {
        type: Object,
        schema: { street: string, city: string, postcode: string, country: string },
      },
      lines: {
        type: Array,
        schema: [
          { type: Object, schema: { sku: string, title: string, quantity: number, price: number } },
        ],
      },
      labels: { type: Set, schema: [String] },
    },
    { timestamps: true },
  );
  const orders = dynamoose.model(TABLE, schema, { create: false, waitForActive: false });
  return {
    save: (order) => orders.create(withKeys(order), { overwrite: true }),
    get: (key) => orders.get(tableKeys(key)),
    page: (customerId) => orders.query("PK").eq(`CUSTOMER#${customerId}`).limit(100).exec(),
    saveMany: (list) => chunked(list, (chunk) => orders.batchPut(chunk.map(withKeys))),
  };
}
