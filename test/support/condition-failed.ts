import type { Item } from "../../src/codec/attribute-value.js";
import { type ServiceError, serviceError } from "../../src/errors/transport-errors.js";

/** The refusal of a condition, with the stored item where there is one. */
export function conditionFailed(item?: Item): ServiceError {
  return serviceError({
    service: "ConditionalCheckFailedException",
    serviceMessage: "The conditional request failed",
    statusCode: 400,
    item,
  });
}
