import { type ServiceError, serviceError } from "../errors/transport-errors.js";

/** A service exception with status 400, as the transports report it. */
export function exception(service: string, serviceMessage: string): ServiceError {
  return serviceError({ service, serviceMessage, statusCode: 400 });
}

/** A `ValidationException`: the request breaks one of DynamoDB's rules. */
export function invalid(message: string): ServiceError {
  return exception("ValidationException", message);
}

/** "One or more parameter values were invalid: ...", DynamoDB's most common refusal. */
export function invalidParameter(message: string): ServiceError {
  return invalid(`One or more parameter values were invalid: ${message}`);
}

/** A `SerializationException`: the request is not of the API's JSON shape. */
export function malformed(message: string): ServiceError {
  return exception("SerializationException", message);
}

export function notFound(message = "Requested resource not found"): ServiceError {
  return exception("ResourceNotFoundException", message);
}

/** The refusal of a request over the throughput of a table, an index or a partition. */
export function throttled(): ServiceError {
  return exception(
    "ProvisionedThroughputExceededException",
    "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
  );
}
