import { createSdkTransport } from "../../dist/index.js";
import { peer, sdkClient } from "../shared/peers.mjs";
import { openOrders } from "./monotable-model.mjs";

export function open(port) {
  const sdk = peer("@aws-sdk/client-dynamodb");
  return openOrders(createSdkTransport(sdkClient(port), { sdk }));
}
