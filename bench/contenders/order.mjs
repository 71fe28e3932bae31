// The entity that every contender stores: 15 attributes, about 1 KB, with keys and two timestamps.
export const TABLE = "orders";
export const CUSTOMER = "c-100200";

const STATUSES = ["open", "paid", "packed", "shipped", "returned"];
const NAMES = ["espresso cups", 'steel rule 12"', "Bücherregal, Eiche", "cotton rope (20 m)"];

function line(order, n) {
  return {
    sku: `SKU-${String(7_000 + ((order * 3 + n) % 900)).padStart(6, "0")}`,
    title: NAMES[(order + n) % NAMES.length],
    quantity: 1 + ((order + n) % 4),
    price: 4.5 + ((order * 7 + n) % 300),
  };
}

/** The plain attributes of the order with a number, as the caller of a library has them. */
export function attributes(n) {
  return {
    customerId: CUSTOMER,
    orderId: `o-${String(n).padStart(8, "0")}`,
    status: STATUSES[n % STATUSES.length],
    channel: n % 3 === 0 ? "web" : "store",
    currency: "EUR",
    total: 100.25 + (n % 1_000),
    tax: 19.05 + (n % 190),
    items: 1 + (n % 9),
    gift: n % 4 === 0,
    email: `customer.${n % 5_000}@mail.example.com`,
    note: `Leave it at the "back door",\nplease; ring twice. Größe ${n % 46}, see also order ${n % 997}.`,
    placedOn: `2026-11-${String(1 + (n % 28)).padStart(2, "0")}T10:15:${String(n % 60).padStart(2, "0")}Z`,
    address: {
      street: `${1 + (n % 200)} Long Meadow Lane`,
      city: "Göteborg",
      postcode: String(41_000 + (n % 900)),
      country: "SE",
    },
    lines: [line(n, 0), line(n, 1), line(n, 2)],
    labels: new Set(["fragile", "insured", `zone-${n % 12}`]),
  };
}

/** The key attributes of an order. */
export function keyOf({ customerId, orderId }) {
  return { customerId, orderId };
}

/** The keys of the table and its index, for libraries that leave them to the caller. */
export function tableKeys({ customerId, orderId }) {
  return { PK: `CUSTOMER#${customerId}`, SK: `ORDER#${orderId}` };
}

export function indexKeys({ status, placedOn }) {
  return { GSI1PK: `STATUS#${status}`, GSI1SK: `PLACED#${placedOn}` };
}

/** A whole item by hand: keys, type, timestamps, attributes. */
export function itemOf(order) {
  const time = new Date().toISOString();
  return {
    ...tableKeys(order),
    ...indexKeys(order),
    _type: "Order",
    createdAt: time,
    updatedAt: time,
    ...order,
  };
}

export const CREATE_TABLE = {
  TableName: TABLE,
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: ["PK", "SK", "GSI1PK", "GSI1SK"].map((AttributeName) => ({
    AttributeName,
    AttributeType: "S",
  })),
  KeySchema: [
    { AttributeName: "PK", KeyType: "HASH" },
    { AttributeName: "SK", KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "GSI1",
      KeySchema: [
        { AttributeName: "GSI1PK", KeyType: "HASH" },
        { AttributeName: "GSI1SK", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    },
  ],
};
