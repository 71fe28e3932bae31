import type { Item } from "../codec/attribute-value.js";
import { wireItem } from "../codec/wire-item.js";
import { ArgumentError } from "../errors/errors.js";

/** A change as a stream delivers it, whatever it was wrapped in. */
export interface RawRecord {
  readonly eventId: string;
  readonly sequenceNumber: string;
  readonly kind: "insert" | "modify" | "remove";
  readonly at: Date | undefined;
  readonly expired: boolean;
  readonly keys: Item;
  readonly before: Item | undefined;
  readonly now: Item | undefined;
}

const KINDS = { INSERT: "insert", MODIFY: "modify", REMOVE: "remove" } as const;

/** The principal of removals by Time to Live ("DynamoDB Streams and Time to Live"). */
const TTL_PRINCIPAL = "dynamodb.amazonaws.com";

type Json = Readonly<Record<string, unknown>>;

/**
 * The records of an event: `{ Records }` of Lambda, of GetRecords or of a Kinesis stream,
 * `{ records }` of the KCL, or a list of them.
 * @throws ArgumentError for what is none of these
 */
export function streamRecords(event: unknown): readonly RawRecord[] {
  const { Records, records } = (isObject(event) ? event : {}) as Json;
  const list: unknown = Array.isArray(event) ? event : (Records ?? records);
  if (!Array.isArray(list)) {
    throw new ArgumentError(
      "A stream handler takes { Records: [...] } of Lambda or GetRecords, { records: [...] } of the KCL, or a list of records.",
    );
  }
  return list.map(streamRecord);
}

function streamRecord(record: unknown, index: number): RawRecord {
  const wrong = (what: string): ArgumentError =>
    new ArgumentError(`Record ${index} is not of a DynamoDB stream: it has no ${what}.`);
  if (!isObject(record)) throw wrong("content");
  const outer = isObject(record.kinesis) ? record.kinesis : record;
  // Kinesis wraps the record as JSON in base64.
  const inner = typeof outer.data === "string" ? unwrap(outer.data) : record;
  const change = inner?.dynamodb;
  if (!isObject(inner) || !isObject(change)) throw wrong("`dynamodb`");
  const kind = KINDS[inner.eventName as keyof typeof KINDS];
  if (kind === undefined) throw wrong("`eventName`");
  const sequenceNumber = outer.sequenceNumber ?? change.SequenceNumber;
  if (typeof sequenceNumber !== "string") throw wrong("`SequenceNumber`");
  const eventId = inner.eventID ?? record.eventID ?? sequenceNumber;
  const image = (name: string): Item | undefined =>
    change[name] === undefined ? undefined : wireItem(change[name]);
  return {
    eventId: String(eventId),
    sequenceNumber,
    kind,
    at: dateOf(change.ApproximateCreationDateTime),
    expired: kind === "remove" && isTtl(inner.userIdentity),
    keys: image("Keys") ?? image("NewImage") ?? image("OldImage") ?? {},
    before: image("OldImage"),
    now: image("NewImage"),
  };
}

function unwrap(data: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(data, "base64").toString("utf8"));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // a parser's error would quote the contents
  }
}

/** Lambda and GetRecords tell seconds, the SDK a date, Kinesis milliseconds or microseconds. */
function dateOf(time: unknown): Date | undefined {
  if (time instanceof Date) return time;
  if (typeof time !== "number" || !Number.isFinite(time)) return undefined;
  const factor = time < 1e11 ? 1_000 : time < 1e14 ? 1 : 1e-3;
  return new Date(time * factor);
}

function isTtl(identity: unknown): boolean {
  if (!isObject(identity)) return false;
  return (identity.principalId ?? identity.PrincipalId) === TTL_PRINCIPAL;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null;
}
