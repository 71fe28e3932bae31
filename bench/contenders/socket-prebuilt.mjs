import { openConnections } from "../shared/http-client.mjs";
import { target } from "../shared/target.mjs";
import { getInput, putInput, QUERY_INPUT } from "./wire.mjs";

/** Whole requests that are written beforehand, on bare sockets. */
export function open(port) {
  const idle = openConnections(target(port).endpoint, 64);
  const send = async (operation, input) => {
    const connection = idle.pop();
    const reply = await connection.send(operation, input);
    idle.push(connection);
    return reply;
  };
  const parsed = async (operation, input) => JSON.parse((await send(operation, input)).text);
  return {
    isRaw: true,
    prepare: putInput,
    prepareKey: getInput,
    save: (input) => send("PutItem", input),
    get: async (input) => (await parsed("GetItem", input)).Item,
    page: async () => (await parsed("Query", QUERY_INPUT)).Items,
  };
}
