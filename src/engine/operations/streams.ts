import type { WireObject } from "../../transport/transport.js";
import { type Database, REGION } from "../database.js";
import { exception, invalid, notFound } from "../exception.js";
import type { Stream, StreamRecord } from "../stream/stream.js";
import { keySchema } from "../table/describe.js";
import { Constraints } from "../validate/constraints.js";
import { integer, text } from "../validate/fields.js";

/** "DynamoDB Streams" in the API reference. */
const MAX_STREAMS = 100;
const MAX_RECORDS = 1_000;
const ITERATOR_MS = 15 * 60 * 1000;

/** Every stream has one shard. */
const SHARD = "shardId-00000000000000000000-00000000";

const ITERATOR_TYPES = ["TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"];

export function listStreams(database: Database, input: WireObject): WireObject {
  const name = text(input, "TableName");
  const start = text(input, "ExclusiveStartStreamArn");
  const limit = integer(input, "Limit");
  new Constraints().range("limit", limit, 1, MAX_STREAMS).check();
  const streams = [...database.streams.values()].filter(
    ({ table }) => name === undefined || table === name,
  );
  const from = start === undefined ? 0 : streams.findIndex(({ arn }) => arn === start) + 1;
  const page = streams.slice(from, from + (limit ?? MAX_STREAMS));
  return {
    Streams: page.map(({ arn, table, label }) => ({
      StreamArn: arn,
      TableName: table,
      StreamLabel: label,
    })),
    ...(from + page.length < streams.length && { LastEvaluatedStreamArn: page.at(-1)?.arn }),
  };
}

export function describeStream(database: Database, input: WireObject): WireObject {
  const stream = streamOf(database, text(input, "StreamArn"));
  const done = text(input, "ExclusiveStartShardId") !== undefined;
  const shard = {
    ShardId: SHARD,
    SequenceNumberRange: {
      StartingSequenceNumber: stream.start,
      ...(!stream.enabled && { EndingSequenceNumber: stream.end }),
    },
  };
  return {
    StreamDescription: {
      StreamArn: stream.arn,
      StreamLabel: stream.label,
      StreamStatus: stream.enabled ? "ENABLED" : "DISABLED",
      StreamViewType: stream.view,
      CreationRequestDateTime: stream.createdAt / 1000,
      TableName: stream.table,
      KeySchema: keySchema(stream.keys),
      Shards: done ? [] : [shard],
    },
  };
}

export function getShardIterator(database: Database, input: WireObject): WireObject {
  const arn = text(input, "StreamArn");
  const shard = text(input, "ShardId");
  const type = text(input, "ShardIteratorType");
  const sequenceNumber = text(input, "SequenceNumber");
  new Constraints()
    .required("streamArn", arn)
    .required("shardId", shard)
    .required("shardIteratorType", type)
    .oneOf("shardIteratorType", type, ITERATOR_TYPES)
    .check();
  const stream = streamOf(database, arn);
  if (shard !== SHARD) {
    throw notFound(`Requested resource not found: Shard does not exist`);
  }
  return { ShardIterator: iterator(database, stream, position(stream, type, sequenceNumber)) };
}

/** The sequence number after which an iterator starts. */
function position(
  stream: Stream,
  type: string | undefined,
  sequenceNumber: string | undefined,
): string {
  if (type === "TRIM_HORIZON") return stream.start;
  if (type === "LATEST") return stream.end;
  if (sequenceNumber === undefined || !/^\d{1,40}$/.test(sequenceNumber)) {
    throw invalid("SequenceNumber is required for this ShardIteratorType");
  }
  const number = BigInt(sequenceNumber) - (type === "AT_SEQUENCE_NUMBER" ? 1n : 0n);
  return String(number < 0n ? 0n : number).padStart(21, "0");
}

export function getRecords(database: Database, input: WireObject): WireObject {
  const raw = text(input, "ShardIterator");
  const limit = integer(input, "Limit");
  new Constraints().required("shardIterator", raw).range("limit", limit, 1, MAX_RECORDS).check();
  const { stream, position: after } = readIterator(database, raw ?? "");
  const records = stream.read(after, limit ?? MAX_RECORDS);
  const next = records.at(-1)?.sequenceNumber ?? after;
  const closed = !stream.enabled && next === stream.end;
  return {
    Records: records.map((record) => describeRecord(stream, record)),
    ...(!closed && { NextShardIterator: iterator(database, stream, next) }),
  };
}

function describeRecord(stream: Stream, record: StreamRecord): WireObject {
  const { view } = stream;
  const showsNew = view === "NEW_IMAGE" || view === "NEW_AND_OLD_IMAGES";
  const showsOld = view === "OLD_IMAGE" || view === "NEW_AND_OLD_IMAGES";
  return {
    eventID: record.sequenceNumber.padStart(32, "0"),
    eventName: record.event,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: REGION,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(record.at / 1000),
      Keys: record.keys,
      ...(showsNew && record.after !== undefined && { NewImage: record.after }),
      ...(showsOld && record.before !== undefined && { OldImage: record.before }),
      SequenceNumber: record.sequenceNumber,
      SizeBytes: record.bytes,
      StreamViewType: view,
    },
    ...(record.author === "expiry" && {
      userIdentity: { Type: "Service", PrincipalId: "dynamodb.amazonaws.com" },
    }),
  };
}

function streamOf(database: Database, arn: string | undefined): Stream {
  new Constraints().required("streamArn", arn).check();
  const stream = database.streams.get(arn ?? "");
  if (stream !== undefined) return stream;
  throw notFound(`Requested resource not found: Stream: ${arn} not found`);
}

function iterator(database: Database, stream: Stream, at: string): string {
  return `${stream.arn}|${at}|${database.now()}`;
}

function readIterator(database: Database, raw: string): { stream: Stream; position: string } {
  const [arn, at, created] = raw.split("|");
  const stream = database.streams.get(arn ?? "");
  if (stream === undefined || at === undefined || created === undefined) {
    throw invalid("Invalid ShardIterator");
  }
  if (database.now() - Number(created) > ITERATOR_MS) {
    throw exception("ExpiredIteratorException", "The shard iterator has expired");
  }
  return { stream, position: at };
}
