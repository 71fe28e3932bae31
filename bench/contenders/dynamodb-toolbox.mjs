import { chunked, documentClient, peer } from "../shared/peers.mjs";
import { indexKeys, TABLE, tableKeys } from "./order.mjs";

export function open(port) {
  const { boolean, Entity, item, list, map, number, set, string, Table } = peer("dynamodb-toolbox");
  const { BatchPutRequest } = peer("dynamodb-toolbox/entity/actions/batchPut");
  const { GetItemCommand } = peer("dynamodb-toolbox/entity/actions/get");
  const { PutItemCommand } = peer("dynamodb-toolbox/entity/actions/put");
  const { BatchWriteCommand, execute } = peer("dynamodb-toolbox/table/actions/batchWrite");
  const { QueryCommand } = peer("dynamodb-toolbox/table/actions/query");

  const table = new Table({
    name: TABLE,
    documentClient: documentClient(port),
    partitionKey: { name: "PK", type: "string" },
    sortKey: { name: "SK", type: "string" },
    indexes: {
      GSI1: {
        type: "global",
        partitionKey: { name: "GSI1PK", type: "string" },
        sortKey: { name: "GSI1SK", type: "string" },
      },
    },
  });
  const orders = new Entity({
    name: "Order",
    table,
    schema: item({
      customerId: string().key(),
      orderId: string().key(),
      status: string().enum("open", "paid", "packed", "shipped", "returned"),
      channel: string().enum("web", "store"),
      currency: string(),
      total: number(),
      tax: number(),
      items: number(),
      gift: boolean(),
      email: string(),
      note: string().optional(),
      placedOn: string(),
      address: map({ street: string(), city: string(), postcode: string(), country: string() }),
      lines: list(map({ sku: string(), title: string(), quantity: number(), price: number() })),
      labels: set(string()),
    }).and(() => ({
      GSI1PK: string()
        .hidden()
        .putLink((order) => indexKeys(order).GSI1PK),
      GSI1SK: string()
        .hidden()
        .putLink((order) => indexKeys(order).GSI1SK),
    })),
    computeKey: tableKeys,
  });
  return {
    save: (order) => orders.build(PutItemCommand).item(order).send(),
    get: async (key) => (await orders.build(GetItemCommand).key(key).send()).Item,
    async page(customerId) {
      const query = table
        .build(QueryCommand)
        .query({ partition: `CUSTOMER#${customerId}`, range: { beginsWith: "ORDER#" } })
        .entities(orders)
        .options({ limit: 100 });
      return (await query.send()).Items;
    },
    saveMany: (many) =>
      chunked(many, (chunk) => {
        const requests = chunk.map((order) => orders.build(BatchPutRequest).item(order));
        return execute(table.build(BatchWriteCommand).requests(...requests));
      }),
  };
}
