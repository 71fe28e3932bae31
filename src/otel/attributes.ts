import { outcomeOf } from "../operation/events.js";
import type { ObservedRequest } from "../operation/observer.js";

/** OpenTelemetry's conventions for databases (stable since 1.33), and for DynamoDB. */
export function requestAttributes(request: ObservedRequest): Record<string, string> {
  const { operation, tables, index } = request;
  const [table] = tables;
  return {
    "db.system.name": "aws.dynamodb",
    "db.operation.name": operation,
    ...(tables.length === 1 && table !== undefined && { "db.collection.name": table }),
    ...(index !== undefined && { "aws.dynamodb.index_name": index }),
  };
}

/** What an error is called; nothing where there is none. */
export function errorAttributes(error: unknown): Record<string, string> {
  if (error === undefined) return {};
  const { outcome, service } = outcomeOf(error);
  return {
    "error.type": service ?? outcome,
    ...(service !== undefined && { "db.response.status_code": service }),
  };
}
