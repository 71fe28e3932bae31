import { chunked, peer, sdkClient } from "../shared/peers.mjs";
import { TABLE } from "./order.mjs";

const string = { type: String, required: true };
const number = { type: Number, required: true };

export function open(port) {
  const { Table } = peer("dynamodb-onetable");
  const table = new Table({
    client: sdkClient(port),
    name: TABLE,
    partial: true,
    schema: {
      format: "onetable:1.1.0",
      version: "0.0.1",
      indexes: {
        primary: { hash: "PK", sort: "SK" },
        GSI1: { hash: "GSI1PK", sort: "GSI1SK", project: "all" },
      },
      models: {
        Order: {
          // biome-ignore-start lint/suspicious/noTemplateCurlyInString: onetable's own templates
          PK: { type: String, value: "CUSTOMER#${customerId}" },
          SK: { type: String, value: "ORDER#${orderId}" },
          GSI1PK: { type: String, value: "STATUS#${status}" },
          GSI1SK: { type: String, value: "PLACED#${placedOn}" },
          // biome-ignore-end lint/suspicious/noTemplateCurlyInString: onetable's own templates
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
          note: { type: String },
          placedOn: string,
          address: {
            type: Object,
            required: true,
            schema: { street: string, city: string, postcode: string, country: string },
          },
          lines: {
            type: Array,
            required: true,
            items: {
              type: Object,
              schema: { sku: string, title: string, quantity: number, price: number },
            },
          },
          labels: { type: Set, required: true },
        },
      },
      params: { isoDates: true, timestamps: true },
    },
  });
  const orders = table.getModel("Order");
  return {
    save: (order) => orders.create(order, { exists: null }),
    get: (key) => orders.get(key),
    page: (customerId) => orders.find({ customerId }, { limit: 100 }),
    saveMany: (list) =>
      chunked(list, async (chunk) => {
        const batch = {};
        for (const order of chunk) await orders.create(order, { batch, exists: null });
        await table.batchWrite(batch);
      }),
  };
}
