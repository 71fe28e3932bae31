import { BATCHES_IN_FLIGHT, peer, sdkClient } from "../shared/peers.mjs";
import { TABLE } from "./order.mjs";

const string = { type: "string", required: true };
const number = { type: "number", required: true };
const now = () => new Date().toISOString();

export function open(port) {
  const { Entity } = peer("electrodb");
  const orders = new Entity(
    {
      model: { entity: "Order", version: "1", service: "bench" },
      attributes: {
        customerId: string,
        orderId: string,
        status: { type: ["open", "paid", "packed", "shipped", "returned"], required: true },
        channel: { type: ["web", "store"], required: true },
        currency: string,
        total: number,
        tax: number,
        items: number,
        gift: { type: "boolean", required: true },
        email: string,
        note: { type: "string" },
        placedOn: string,
        address: {
          type: "map",
          properties: { street: string, city: string, postcode: string, country: string },
        },
        lines: {
          type: "list",
          items: {
            type: "map",
            properties: { sku: string, title: string, quantity: number, price: number },
          },
        },
        labels: { type: "set", items: "string" },
        createdAt: { type: "string", readOnly: true, default: now, set: now },
        updatedAt: { type: "string", watch: "*", default: now, set: now },
      },
      indexes: {
        primary: {
          pk: { field: "PK", composite: ["customerId"] },
          sk: { field: "SK", composite: ["orderId"] },
        },
        byStatus: {
          index: "GSI1",
          pk: { field: "GSI1PK", composite: ["status"] },
          sk: { field: "GSI1SK", composite: ["placedOn"] },
        },
      },
    },
    { client: sdkClient(port), table: TABLE },
  );
  return {
    /** Its sets are given and read as arrays. */
    prepare: (order) => ({ ...order, labels: [...order.labels] }),
    save: (order) => orders.put(order).go(),
    get: async (key) => (await orders.get(key).go()).data,
    page: async (customerId) =>
      (await orders.query.primary({ customerId }).go({ limit: 100 })).data,
    saveMany: (list) => orders.put(list).go({ concurrent: BATCHES_IN_FLIGHT }),
  };
}
