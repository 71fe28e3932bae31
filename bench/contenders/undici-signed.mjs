import { chunked, peer } from "../shared/peers.mjs";
import { CREDENTIALS, REGION, target } from "../shared/target.mjs";
import { TABLE } from "./order.mjs";
import { getInput, headersOf, putInput, QUERY_INPUT } from "./wire.mjs";

/** Items marshalled beforehand, JSON.stringify, a light signer; what is read ends at JSON.parse. */
export function open(port) {
  const { Pool } = peer("undici");
  const { sign } = peer("aws4");
  const pool = new Pool(target(port).endpoint, { connections: 64 });
  const host = `127.0.0.1:${port}`;
  const send = async (operation, input) => {
    const request = {
      service: "dynamodb",
      region: REGION,
      method: "POST",
      path: "/",
      host,
      headers: headersOf(operation),
      body: JSON.stringify(input),
    };
    sign(request, CREDENTIALS);
    const { method, path, headers } = request;
    const reply = await pool.request({ method, path, headers, body: request.body });
    const text = await reply.body.text();
    if (reply.statusCode !== 200) throw new Error(text);
    return JSON.parse(text);
  };
  return {
    isRaw: true,
    prepare: putInput,
    prepareKey: getInput,
    save: (input) => send("PutItem", input),
    get: async (input) => (await send("GetItem", input)).Item,
    page: async () => (await send("Query", QUERY_INPUT)).Items,
    saveMany: (inputs) =>
      chunked(inputs, (chunk) => {
        const requests = chunk.map(({ Item }) => ({ PutRequest: { Item } }));
        return send("BatchWriteItem", { RequestItems: { [TABLE]: requests } });
      }),
  };
}
