import {
  answers,
  ask,
  fact,
  facts,
  invalid,
  type More,
  on,
  put,
  remove,
  update,
} from "../build.js";
import { anything, Having } from "../case.js";
import { Earlier } from "../run-case.js";
import { type Attributes, S } from "../values.js";
import { OWN, tableInput } from "./table-shapes.js";

const own = { TableName: OWN };
const KEY: Attributes = { pk: S("a") };
const item = (data: string): Attributes => ({ ...KEY, data: S(data) });

const record = (eventName: string, dynamodb: More) =>
  new Having({ eventName, dynamodb: new Having({ Keys: KEY, ...dynamodb }) });

/** A name that no other case gives: the streams of deleted tables stay listed for a day. */
const LISTED = `${OWN}-listed`;

const createInput = (view: string) =>
  tableInput(["pk"], { StreamSpecification: { StreamEnabled: true, StreamViewType: view } });
const created = (view: string) => ask("CreateTable", createInput(view));
const streamArn = new Earlier(0, "TableDescription", "LatestStreamArn");

/** Reads a stream from its beginning, after these writes. */
function streams(name: string, view: string, records: readonly unknown[]) {
  return fact(
    name,
    created(view),
    put(item("before"), own),
    put(item("before"), own),
    update(KEY, "SET #d = :d", {
      ...own,
      ExpressionAttributeNames: { "#d": "data" },
      ExpressionAttributeValues: { ":d": S("after") },
    }),
    remove(KEY, own),
    remove(KEY, own),
    ask("DescribeStream", { StreamArn: streamArn }),
    ask("GetShardIterator", {
      StreamArn: streamArn,
      ShardId: new Earlier(6, "StreamDescription", "Shards", 0, "ShardId"),
      ShardIteratorType: "TRIM_HORIZON",
    }),
    on(
      ask("GetRecords", { ShardIterator: new Earlier(7, "ShardIterator") }),
      answers({ Records: records }),
    ),
  );
}

const images = (NewImage: Attributes | undefined, OldImage: Attributes | undefined) => ({
  NewImage,
  OldImage,
});

export const streamCases = [
  ...facts("paritysuite/dynamodb-conformance: tier2 streams; AWS developer guide: Streams", [
    streams(
      "A stream of both images; writes that change nothing are not in it",
      "NEW_AND_OLD_IMAGES",
      [
        record("INSERT", images(item("before"), undefined)),
        record("MODIFY", images(item("after"), item("before"))),
        record("REMOVE", images(undefined, item("after"))),
      ],
    ),
    streams("A stream of new images", "NEW_IMAGE", [
      record("INSERT", images(item("before"), undefined)),
      record("MODIFY", images(item("after"), undefined)),
      record("REMOVE", images(undefined, undefined)),
    ]),
    streams("A stream of old images", "OLD_IMAGE", [
      record("INSERT", images(undefined, undefined)),
      record("MODIFY", images(undefined, item("before"))),
      record("REMOVE", images(undefined, item("after"))),
    ]),
    streams("A stream of keys", "KEYS_ONLY", [
      record("INSERT", images(undefined, undefined)),
      record("MODIFY", images(undefined, undefined)),
      record("REMOVE", images(undefined, undefined)),
    ]),
    fact(
      "A table is described with its stream",
      created("KEYS_ONLY"),
      on(
        ask("DescribeTable", own),
        answers({
          Table: new Having({
            StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
            LatestStreamArn: anything,
            LatestStreamLabel: anything,
          }),
        }),
      ),
    ),
    fact(
      "Streams are listed by table",
      ask("CreateTable", { ...createInput("KEYS_ONLY"), TableName: LISTED }),
      on(
        ask("ListStreams", { TableName: LISTED }),
        answers({ Streams: [new Having({ TableName: LISTED, StreamArn: anything })] }),
      ),
    ),
    fact(
      "A stream is described with its shards",
      created("KEYS_ONLY"),
      on(
        ask("DescribeStream", { StreamArn: streamArn }),
        answers({
          StreamDescription: new Having({
            StreamStatus: "ENABLED",
            StreamViewType: "KEYS_ONLY",
            TableName: OWN,
            Shards: [new Having({ ShardId: anything })],
          }),
        }),
      ),
    ),
    fact(
      "LATEST begins behind what was written",
      created("NEW_IMAGE"),
      put(item("before"), own),
      ask("DescribeStream", { StreamArn: streamArn }),
      ask("GetShardIterator", {
        StreamArn: streamArn,
        ShardId: new Earlier(2, "StreamDescription", "Shards", 0, "ShardId"),
        ShardIteratorType: "LATEST",
      }),
      put(item("after"), own),
      on(
        ask("GetRecords", { ShardIterator: new Earlier(3, "ShardIterator") }),
        answers({ Records: [record("MODIFY", images(item("after"), undefined))] }),
      ),
    ),
    fact(
      "A stream is switched on and off",
      ask("CreateTable", tableInput(["pk"])),
      ask("UpdateTable", {
        ...own,
        StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
      }),
      on(
        ask("UpdateTable", {
          ...own,
          StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
        }),
        invalid(),
      ),
      ask("UpdateTable", { ...own, StreamSpecification: { StreamEnabled: false } }),
      on(
        ask("DescribeTable", own),
        answers({ Table: new Having({ StreamSpecification: undefined }) }),
      ),
    ),
  ]),
];
