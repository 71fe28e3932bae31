import {
  type Answer,
  type ApiRequest,
  type ConformanceCase,
  type Expected,
  Having,
  type Refusal,
  type Step,
} from "./case.js";
import { HASH } from "./tables.js";
import { type Attributes, S } from "./values.js";

/** What an expression needs beside itself, and any other member of the request. */
export type More = Readonly<Record<string, unknown>>;
export type NamedCase = Omit<ConformanceCase, "source">;

/** Cases that rest on one source. */
export function facts(source: string, cases: readonly NamedCase[]): readonly ConformanceCase[] {
  return cases.map((one) => ({ source, ...one }));
}

/** A case of requests that must do something, and requests that must be answered in some way. */
export function fact(name: string, ...steps: readonly (ApiRequest | Step)[]): NamedCase {
  return {
    name,
    steps: steps.map((step) => ("request" in step ? step : on(step, succeeds))),
  };
}

export function on(request: ApiRequest, expected: Expected): Step {
  return { request, expected };
}

export const succeeds: Answer = { kind: "answer", members: {} };

export function answers(members: More): Answer {
  return { kind: "answer", members };
}

export function answersInOrder(members: More): Answer {
  return { kind: "answer", members, inOrder: true };
}

/**
 * @param messages any of them; a text is the whole message, with or without "1 validation error
 *   detected: " before it, which differs by region and changes there from month to month
 */
export function refuses(name: string, ...messages: readonly (string | RegExp)[]): Refusal {
  return { kind: "refusal", name, messages: messages.length > 0 ? messages : undefined };
}

export function invalid(...messages: readonly (string | RegExp)[]): Refusal {
  return refuses("ValidationException", ...messages);
}

/** "One or more parameter values were invalid: ..." */
export function invalidParameter(message: string): Refusal {
  return invalid(`One or more parameter values were invalid: ${message}`);
}

export const conditionFails: Refusal = refuses(
  "ConditionalCheckFailedException",
  "The conditional request failed",
);

export const tableIsMissing: Refusal = refuses(
  "ResourceNotFoundException",
  "Requested resource not found",
);

/** The transaction is cancelled for these reasons, one for each action: the code, or all of it. */
export function cancels(...reasons: readonly (string | More)[]): Refusal {
  const codes = reasons.map((reason) => (typeof reason === "string" ? reason : reason.Code));
  const list = reasons.map((reason) =>
    typeof reason === "string" ? new Having({ Code: reason }) : reason,
  );
  return {
    kind: "refusal",
    name: "TransactionCanceledException",
    messages: [
      `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(", ")}]`,
    ],
    members: { CancellationReasons: list },
  };
}

export function ask(operation: string, input: More): ApiRequest {
  return { operation, input };
}

export function put(item: Attributes, more: More & { TableName?: string } = {}): ApiRequest {
  return ask("PutItem", { TableName: HASH, Item: item, ...more });
}

export function get(key: Attributes, more: More = {}): ApiRequest {
  return ask("GetItem", { TableName: HASH, Key: key, ConsistentRead: true, ...more });
}

export function remove(key: Attributes, more: More = {}): ApiRequest {
  return ask("DeleteItem", { TableName: HASH, Key: key, ...more });
}

export function update(key: Attributes, expression: string, more: More = {}): ApiRequest {
  return ask("UpdateItem", { TableName: HASH, Key: key, UpdateExpression: expression, ...more });
}

export function query(condition: string, values: Attributes, more: More = {}): ApiRequest {
  return ask("Query", {
    TableName: HASH,
    KeyConditionExpression: condition,
    ExpressionAttributeValues: values,
    ...more,
  });
}

export function scan(more: More = {}): ApiRequest {
  return ask("Scan", { TableName: HASH, ...more });
}

export function transactWrite(actions: readonly More[], more: More = {}): ApiRequest {
  return ask("TransactWriteItems", { TransactItems: actions, ...more });
}

/** Reads the item and expects it to be stored like this; undefined: not at all. */
export function finds(key: Attributes, item: Attributes | undefined, more: More = {}): Step {
  return on(get(key, more), answers({ Item: item }));
}

/** The key that most cases use on the table HASH. */
export const KEY: Attributes = { pk: S("a") };
