// The orders of examples/migration as each library declares, writes and reads them.
import { createRequire } from "node:module";

// The libraries have a package of their own: `npm ci` in bench/peers.
const peer = createRequire(new URL("../peers/package.json", import.meta.url));

const TABLE = "orders";
const keysOf = ({ customer, order }) => ({ PK: `CUSTOMER#${customer}`, SK: `ORDER#${order}` });
const indexKeysOf = ({ status, placedAt }) => ({ GSI1PK: `STATUS#${status}`, GSI1SK: placedAt });

function clients(endpoint) {
  const { DynamoDB } = peer("@aws-sdk/client-dynamodb");
  const { DynamoDBDocumentClient } = peer("@aws-sdk/lib-dynamodb");
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDB({ endpoint, region: "local", credentials });
  const marshallOptions = { removeUndefinedValues: true };
  return { client, documents: DynamoDBDocumentClient.from(client, { marshallOptions }) };
}

/** By the name of the example's module: what writes an order, and what reads one back. */
export const LIBRARIES = {
  "document-client"(endpoint) {
    const { GetCommand, PutCommand } = peer("@aws-sdk/lib-dynamodb");
    const { documents } = clients(endpoint);
    return {
      async write({ tags, ...order }) {
        const own = { entity: "Order", created: Date.now(), note: null };
        const Item = { ...keysOf(order), ...indexKeysOf(order), ...own, ...order };
        if (tags !== undefined) Item.tags = new Set(tags);
        await documents.send(new PutCommand({ TableName: TABLE, Item }));
      },
      async read(key) {
        return (await documents.send(new GetCommand({ TableName: TABLE, Key: keysOf(key) }))).Item;
      },
    };
  },

  toolbox(endpoint) {
    const { Table } = peer("dynamodb-toolbox/table");
    const { Entity } = peer("dynamodb-toolbox/entity");
    const { GetItemCommand } = peer("dynamodb-toolbox/entity/actions/get");
    const { PutItemCommand } = peer("dynamodb-toolbox/entity/actions/put");
    const { item, number, set, string } = peer("dynamodb-toolbox/schema");
    const key = (name) => ({ name, type: "string" });
    const table = new Table({
      name: TABLE,
      documentClient: clients(endpoint).documents,
      partitionKey: key("PK"),
      sortKey: key("SK"),
      indexes: {
        GSI1: { type: "global", partitionKey: key("GSI1PK"), sortKey: key("GSI1SK") },
      },
    });
    const Order = new Entity({
      name: "Order",
      table,
      schema: item({
        customer: string().key(),
        order: string().key(),
        total: number(),
        placedAt: string(),
        status: string().enum("open", "paid"),
        tags: set(string()).optional(),
        source: string().optional(),
      }).and(() => ({
        GSI1PK: string()
          .hidden()
          .link(({ status }) => `STATUS#${status}`),
        GSI1SK: string()
          .hidden()
          .link(({ placedAt }) => placedAt),
      })),
      computeKey: keysOf,
    });
    return {
      async write({ tags, ...order }) {
        const own = tags === undefined ? order : { ...order, tags: new Set(tags) };
        await Order.build(PutItemCommand).item(own).send();
      },
      read: async (wanted) => (await Order.build(GetItemCommand).key(wanted).send()).Item,
    };
  },

  electrodb(endpoint) {
    const { Entity } = peer("electrodb");
    const stamp = { type: "number", required: true, default: Date.now };
    const Order = new Entity(
      {
        model: { entity: "order", version: "1", service: "shop" },
        attributes: {
          customer: { type: "string", required: true },
          order: { type: "string", required: true },
          total: { type: "number", required: true },
          placedAt: { type: "number", required: true },
          status: { type: ["open", "paid"], required: true },
          tags: { type: "set", items: "string" },
          source: { type: "string" },
          createdAt: { ...stamp, readOnly: true },
          updatedAt: { ...stamp, watch: "*", set: Date.now },
        },
        indexes: {
          primary: {
            pk: { field: "PK", composite: ["customer"] },
            sk: { field: "SK", composite: ["order"] },
          },
          byStatus: {
            index: "GSI1",
            pk: { field: "GSI1PK", composite: ["status"] },
            sk: { field: "GSI1SK", composite: ["placedAt"] },
          },
        },
      },
      { client: clients(endpoint).documents, table: TABLE },
    );
    return {
      write: (order) => Order.put({ ...order, placedAt: Date.parse(order.placedAt) }).go(),
      read: async (wanted) => (await Order.get(wanted).go()).data,
    };
  },

  dynamoose(endpoint) {
    const dynamoose = peer("dynamoose");
    dynamoose.aws.ddb.set(clients(endpoint).client);
    const schema = new dynamoose.Schema(
      {
        PK: { type: String, hashKey: true },
        SK: { type: String, rangeKey: true },
        GSI1PK: { type: String, index: { name: "GSI1", rangeKey: "GSI1SK" } },
        GSI1SK: String,
        type: String,
        customer: String,
        order: String,
        total: Number,
        placedAt: Date,
        status: String,
        tags: { type: Set, schema: [String] },
        source: String,
      },
      { timestamps: true },
    );
    const Order = dynamoose.model("Order", schema, { tableName: TABLE });
    new dynamoose.Table(TABLE, [Order], { create: false, waitForActive: false });
    return {
      async write({ tags, ...order }) {
        const values = { ...keysOf(order), ...indexKeysOf(order), type: "Order", ...order };
        if (tags !== undefined) values.tags = new Set(tags);
        await new Order({ ...values, placedAt: new Date(order.placedAt) }).save();
      },
      read: (wanted) => Order.get(keysOf(wanted)),
    };
  },
};
