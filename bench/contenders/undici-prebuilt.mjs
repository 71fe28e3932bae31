import { AUTHORIZATION } from "../shared/http-client.mjs";
import { peer } from "../shared/peers.mjs";
import { target } from "../shared/target.mjs";
import { getInput, headersOf, putInput, QUERY_INPUT } from "./wire.mjs";

/** Constant text for a signature, and bodies that are written beforehand; what is read ends at JSON.parse. */
export function open(port) {
  const { Pool } = peer("undici");
  const pool = new Pool(target(port).endpoint, { connections: 64 });
  const headers = Object.fromEntries(
    ["PutItem", "GetItem", "Query"].map((operation) => [
      operation,
      { ...headersOf(operation), authorization: AUTHORIZATION },
    ]),
  );
  const send = async (operation, payload) => {
    const { statusCode, body } = await pool.request({
      path: "/",
      method: "POST",
      headers: headers[operation],
      body: payload,
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(text);
    return text;
  };
  const query = Buffer.from(JSON.stringify(QUERY_INPUT));
  return {
    isRaw: true,
    prepare: (order) => Buffer.from(JSON.stringify(putInput(order))),
    prepareKey: (key) => Buffer.from(JSON.stringify(getInput(key))),
    save: (body) => send("PutItem", body),
    get: async (body) => JSON.parse(await send("GetItem", body)).Item,
    page: async () => JSON.parse(await send("Query", query)).Items,
  };
}
