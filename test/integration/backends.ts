import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { createEngine, serve } from "../../src/engine.js";
import type { ConnectionTarget } from "../../src/index.js";
import { dynalite, dynamodbLocal } from "../support/engines.js";

/** Items as the bare AWS SDK shows them. */
export type RawItem = NonNullable<ConstructorParameters<typeof PutItemCommand>[0]["Item"]>;

/** An engine and a way to reach it. */
export interface Backend {
  readonly name: string;
  /**
   * Whether a refused condition comes with the stored item. DynamoDB does that; dynalite, whose
   * API is older, does not: errors then carry no stored entity, and a missing item cannot be told
   * from one that does not meet the condition.
   */
  readonly returnsRefusedItem: boolean;
  open(): Promise<OpenBackend>;
}

export interface OpenBackend {
  /** What a table connects to. */
  readonly target: ConnectionTarget;
  /** What is stored, read without this library. */
  rawItem(table: string, key: RawItem): Promise<RawItem | undefined>;
  /** Stores an item without this library. */
  rawPut(table: string, item: RawItem): Promise<void>;
  close(): void;
}

export const REGION = "us-east-1";
export const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };

async function openHttp(
  endpoint: string,
  connect: (client: DynamoDBClient) => ConnectionTarget,
): Promise<OpenBackend> {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  return {
    target: connect(client),
    async rawItem(TableName, Key) {
      const command = new GetItemCommand({ TableName, Key, ConsistentRead: true });
      return (await client.send(command)).Item;
    },
    async rawPut(TableName, Item) {
      await client.send(new PutItemCommand({ TableName, Item }));
    },
    close: () => client.destroy(),
  };
}

function overHttp(name: string, find: () => Promise<string>, returnsRefusedItem: boolean): Backend {
  const open = async (): Promise<OpenBackend> => {
    const endpoint = await find();
    return openHttp(endpoint, () => ({ endpoint, region: REGION, credentials: CREDENTIALS }));
  };
  return { name: `${name}, own HTTP`, returnsRefusedItem, open };
}

function overSdk(name: string, find: () => Promise<string>, returnsRefusedItem: boolean): Backend {
  const open = async (): Promise<OpenBackend> => openHttp(await find(), (client) => client);
  return { name: `${name}, AWS SDK`, returnsRefusedItem, open };
}

/** The embedded engine: the table has it in this process, the bare SDK over HTTP. */
const EMBEDDED: Backend = {
  name: "embedded engine",
  returnsRefusedItem: true,
  async open() {
    const engine = createEngine();
    const server = await serve(engine);
    const backend = await openHttp(server.url, () => engine);
    return {
      ...backend,
      close() {
        backend.close();
        void server.close();
      },
    };
  },
};

export const BACKENDS: readonly Backend[] = [
  EMBEDDED,
  overHttp("DynamoDB Local", dynamodbLocal, true),
  overSdk("DynamoDB Local", dynamodbLocal, true),
  overHttp("dynalite", dynalite, false),
  overSdk("dynalite", dynalite, false),
];
