import { fileURLToPath } from "node:url";
import { createEngine } from "../../dist/engine.js";
import { startChildEngine } from "../../test/support/child-engine.ts";
import { startDynalite } from "../../test/support/dynalite.ts";
import { startDynamoDBLocal } from "../../test/support/dynamodb-local.ts";
import { openConnections } from "../shared/http-client.mjs";

/** Requests in flight over HTTP. */
export const IN_FLIGHT = 16;

/**
 * What is compared. A lane carries one request at a time; `send` answers a promise, or for the
 * blocking mode the reply itself, and `read` says what is in a reply. `started` hears of each
 * target that is a process of its own.
 */
export async function startTargets(started = () => {}) {
  const serving = () =>
    startChildEngine("The engine", process.execPath, (port) => [
      fileURLToPath(new URL("serve.mjs", import.meta.url)),
      port,
    ]);
  const targets = [
    inProcess("in process, sendSync", (engine, request) => engine.sendSync(request)),
    inProcess("in process, send", (engine, request) => engine.send(request)),
  ];
  for (const [name, start] of [
    ["over HTTP", serving],
    ["dynalite", startDynalite],
    ["DynamoDB Local", startDynamoDBLocal],
  ]) {
    const { endpoint, stop } = await start();
    started(name);
    const connections = openConnections(endpoint, IN_FLIGHT);
    targets.push({
      name,
      lanes: connections.map((connection) => ({
        send: ({ operation, input }) => connection.send(operation, input),
        read: ({ text }) => JSON.parse(text),
      })),
      async close() {
        for (const connection of connections) connection.close();
        await stop();
      },
    });
  }
  return targets;
}

function inProcess(name, send) {
  const engine = createEngine();
  return {
    name,
    lanes: [{ send: (request) => send(engine, request), read: (reply) => reply }],
    close: async () => {},
  };
}
