import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createEngine, type Engine, serve } from "../../src/engine.js";
import type { ConnectionTarget } from "../../src/index.js";

export interface OpenConnection {
  readonly engine: Engine;
  readonly target: ConnectionTarget;
  close(): Promise<void>;
}

const SETTINGS = {
  region: "us-east-1",
  credentials: { accessKeyId: "id", secretAccessKey: "key" },
};

async function overHttp(connect: (endpoint: string) => ConnectionTarget): Promise<OpenConnection> {
  const engine = createEngine();
  const server = await serve(engine);
  return { engine, target: connect(server.url), close: () => server.close() };
}

/** Every way to the engine, whose faults can be asked for in each. */
export const CONNECTIONS = {
  "embedded engine": async (): Promise<OpenConnection> => {
    const engine = createEngine();
    return { engine, target: engine, close: async () => undefined };
  },
  "own HTTP": () => overHttp((endpoint) => ({ ...SETTINGS, endpoint, timeoutMs: 1_000 })),
  "AWS SDK": () => overHttp((endpoint) => new DynamoDBClient({ ...SETTINGS, endpoint })),
};
