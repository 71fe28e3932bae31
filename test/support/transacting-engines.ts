import { createEngine } from "../../src/engine.js";
import type { ConnectionTarget } from "../../src/index.js";
import { dynamodbLocal } from "./engines.js";

/** The engines that know transactions and return refused items, and how to reach each. */
export const ENGINES: readonly (readonly [name: string, open: () => Promise<ConnectionTarget>])[] =
  [
    ["embedded engine", async () => createEngine()],
    [
      "DynamoDB Local",
      async () => ({
        endpoint: await dynamodbLocal(),
        region: "us-east-1",
        credentials: { accessKeyId: "local", secretAccessKey: "local" },
      }),
    ],
  ];

/** The same in each mode. */
export const ENGINES_IN_MODES = ENGINES.flatMap(([engine, open]) =>
  (["async", "sync"] as const).map((mode) => ({ engine, mode, open })),
);
