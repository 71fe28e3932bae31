import type { ServiceError } from "../../errors/transport-errors.js";

/** The namespaces that the service puts before the names of its exceptions. */
const NAMESPACES: Readonly<Record<string, string>> = {
  ValidationException: "com.amazon.coral.validate",
  SerializationException: "com.amazon.coral.service",
  UnknownOperationException: "com.amazon.coral.service",
  AccessDeniedException: "com.amazon.coral.service",
  MissingAuthenticationTokenException: "com.amazon.coral.service",
  ThrottlingException: "com.amazon.coral.availability",
};

const SERVICE = "com.amazonaws.dynamodb.v20120810";

/** The body of an error reply; SerializationExceptions spell their message with a capital M. */
export function errorBody(error: ServiceError): object {
  const { service, serviceMessage, item, cancellationReasons } = error;
  const capital = service === "SerializationException";
  return {
    __type: `${NAMESPACES[service] ?? SERVICE}#${service}`,
    [capital ? "Message" : "message"]: serviceMessage,
    ...(item !== undefined && { Item: item }),
    ...(cancellationReasons !== undefined && { CancellationReasons: cancellationReasons }),
  };
}
