import { normalizeNumber } from "../../src/engine/number.js";
import { ServiceError } from "../../src/errors/transport-errors.js";
import type { Transport, TransportRequest, WireObject } from "../../src/transport/transport.js";
import { comparableTable } from "./engine-control.js";

/** What one side answered: a reply, or the service's error. */
export interface Answer {
  readonly reply?: WireObject;
  readonly error?: {
    readonly name: string;
    readonly message: string;
    readonly item?: unknown;
    readonly reasons?: unknown;
  };
}

/** Asks one side, all pages of it where the request limits its page, and makes answers comparable. */
export async function ask(side: Transport, request: TransportRequest): Promise<Answer> {
  try {
    const paged = request.input.Limit !== undefined;
    const reply = await (paged ? allPages(side, request) : side.send(request));
    return { reply: comparableReply(request, reply) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, serviceMessage, item, cancellationReasons } = error;
    return {
      error: {
        name: service,
        message: comparableMessage(serviceMessage),
        ...(item !== undefined && { item: canonical(item) }),
        ...(cancellationReasons !== undefined && { reasons: canonical(cancellationReasons) }),
      },
    };
  }
}

/** All pages of a Query or Scan as one. */
export async function allPages(side: Transport, request: TransportRequest): Promise<WireObject> {
  const Items: unknown[] = [];
  let Count = 0;
  let ScannedCount = 0;
  let ExclusiveStartKey: unknown;
  do {
    const input = {
      ...request.input,
      ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }),
    };
    const reply = await side.send({ ...request, input });
    if (Array.isArray(reply.Items)) Items.push(...reply.Items);
    Count += Number(reply.Count);
    ScannedCount += Number(reply.ScannedCount);
    ExclusiveStartKey = reply.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return { Items, Count, ScannedCount };
}

function comparableReply({ operation, input }: TransportRequest, reply: WireObject): WireObject {
  if (operation === "UpdateTable") return {};
  if (operation === "DescribeTable") {
    return canonical(comparableTable(reply.Table as WireObject)) as WireObject; // as answered
  }
  const { ConsumedCapacity, Items, Responses, ...rest } = reply;
  const inTableOrder = operation === "Query" && input.IndexName === undefined;
  return canonical({
    ...rest,
    // Local answers the capacity of some deletes unasked.
    ...(input.ReturnConsumedCapacity !== undefined && { ConsumedCapacity }),
    ...(Items !== undefined && { Items: inTableOrder ? Items : unordered(Items) }),
    ...(Responses !== undefined && {
      Responses: isList(Responses) ? Responses : eachUnordered(Responses),
    }),
  }) as WireObject; // an object stays one
}

function eachUnordered(responses: unknown): WireObject {
  const tables = Object.entries(responses as WireObject); // of a BatchGetItem: by table
  return Object.fromEntries(tables.map(([table, items]) => [table, unordered(items)]));
}

/** A list whose order DynamoDB does not promise, in an order of its own. */
export function unordered(list: unknown): unknown {
  if (!isList(list)) return list;
  return list.map((member) => JSON.stringify(canonical(member))).sort();
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** A copy with sorted names and sets. Local keeps numbers within documents as they were written. */
export function canonical(value: unknown): unknown {
  if (isList(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([name, member]) => {
      if (name === "N" && typeof member === "string") return [name, normalizeNumber(member)];
      // Local ends the reason of a failed ConditionCheck with a full stop.
      if (name === "Message") return [name, String(member).replace(/\.$/, "")];
      return [
        name,
        /^[SNB]S$/.test(name) && isList(member) ? [...member].sort() : canonical(member),
      ];
    }),
  );
}

/** Leaves out what neither side is held to. */
function comparableMessage(message: string): string {
  return (
    message
      // The service counts what it finds wrong with item writes; Local does not.
      .replace(/^1 validation error detected: /, "")
      // Local names two paths that do not overlap, beside others that do.
      .replace(/(Two document paths (?:overlap|conflict) with each other).*/, "$1")
      // Local echoes numbers as written.
      .replace(/(lower bound operand): .*/, "$1")
      // Attributes in no particular order.
      .replace(/\[([^\]]*)\]$/, (_, names: string) => `[${names.split(", ").sort().join(", ")}]`)
  );
}
