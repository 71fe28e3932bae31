// The libraries that are compared have a package and a lock of their own: npm ci --prefix bench/peers
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { target } from "./target.mjs";

const peers = createRequire(new URL("../peers/package.json", import.meta.url));

/** Loads a module of the peers, as CommonJS where a package has both. */
export function peer(name) {
  return peers(name);
}

/** Loads a module of the peers that is there as ESM only. */
export function peerModule(name) {
  return import(pathToFileURL(peers.resolve(name)).href);
}

/** The AWS SDK's client, with a socket for each request that is in flight. */
export function sdkClient(port) {
  const { DynamoDBClient } = peer("@aws-sdk/client-dynamodb");
  const requestHandler = { httpAgent: { keepAlive: true, maxSockets: 64 } };
  return new DynamoDBClient({ ...target(port), requestHandler });
}

export function documentClient(port) {
  const { DynamoDBDocumentClient } = peer("@aws-sdk/lib-dynamodb");
  const marshallOptions = { removeUndefinedValues: true };
  return DynamoDBDocumentClient.from(sdkClient(port), { marshallOptions });
}

/** Batches of one call that are in flight at once, in every library that lets one choose. */
export const BATCHES_IN_FLIGHT = 8;

/** Calls `write` with 25 elements at a time, so many calls side by side. */
export async function chunked(elements, write) {
  let next = 0;
  const lane = async () => {
    while (next < elements.length) {
      const chunk = elements.slice(next, next + 25);
      next += 25;
      await write(chunk);
    }
  };
  await Promise.all(Array.from({ length: BATCHES_IN_FLIGHT }, lane));
}

/** Sends until nothing is left unprocessed, as people write it by hand: doubling delays, ten tries. */
export async function untilProcessed(requests, send) {
  let left = requests;
  for (let tries = 0; tries < 10; tries++) {
    const { UnprocessedItems } = await send(left);
    if (Object.keys(UnprocessedItems ?? {}).length === 0) return;
    left = UnprocessedItems;
    await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** tries));
  }
  throw new Error("Items were left unprocessed.");
}
