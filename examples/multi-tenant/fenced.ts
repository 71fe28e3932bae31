import { serviceError, type Transport } from "monotable";
import { isAllowed } from "./policy.js";

/** A connection of one tenant to an engine that knows no IAM: it refuses what AWS would refuse. */
export function fenced(engine: Transport, tenant: string): Transport {
  return {
    capabilities: engine.capabilities,
    async send(request, options) {
      if (!isAllowed(tenant, request)) {
        const serviceMessage = `Not a partition of ${tenant}.`;
        throw serviceError({ service: "AccessDeniedException", serviceMessage, statusCode: 400 });
      }
      return engine.send(request, options);
    },
    close: async () => {}, // the engine is shared
  };
}
