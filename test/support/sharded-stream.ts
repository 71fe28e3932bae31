import {
  serviceError,
  type Transport,
  type TransportRequest,
  type WireObject,
} from "../../src/index.js";
import { type LambdaRecord, readStream } from "./stream.js";

/** One shard of a stream that was cut into several. */
export interface CutShard {
  readonly id: string;
  readonly parent?: string;
  /** Whether it has the record of this place in the stream. */
  readonly has: (record: LambdaRecord, place: number) => boolean;
  /** Whether it gets no more records. */
  readonly isClosed: boolean;
}

/**
 * An engine whose stream comes in several shards, as DynamoDB's does: the engine's own has one. The
 * list of them comes in pages of two.
 */
export class ShardedStream implements Transport {
  readonly #engine: Transport;
  readonly #arn: string;
  /** The shards whose reading was begun. */
  readonly begun: string[] = [];
  /** The sequence number before which records are lost, as DynamoDB loses them after a day. */
  trimmedBefore = "";

  constructor(
    engine: Transport,
    arn: string,
    /** May be changed, as DynamoDB splits shards and forgets them. */
    public shards: readonly CutShard[],
  ) {
    this.#engine = engine;
    this.#arn = arn;
  }

  get capabilities() {
    return this.#engine.capabilities;
  }

  async send(request: TransportRequest): Promise<WireObject> {
    const { operation, input } = request;
    if (operation === "DescribeStream") return this.#describe(input);
    if (operation === "GetShardIterator") return await this.#iterator(input);
    if (operation === "GetRecords") return await this.#read(input);
    return await this.#engine.send(request);
  }

  async close(): Promise<void> {
    await this.#engine.close();
  }

  #describe({ ExclusiveStartShardId: after }: WireObject): WireObject {
    const from = after === undefined ? 0 : this.shards.findIndex(({ id }) => id === after) + 1;
    const page = this.shards.slice(from, from + 2);
    const more = from + 2 < this.shards.length;
    return {
      StreamDescription: {
        StreamStatus: "ENABLED",
        Shards: page.map(({ id, parent, isClosed }) => ({
          ShardId: id,
          ...(parent === undefined ? {} : { ParentShardId: parent }),
          SequenceNumberRange: {
            StartingSequenceNumber: "0",
            ...(isClosed ? { EndingSequenceNumber: "9" } : {}),
          },
        })),
        ...(more ? { LastEvaluatedShardId: page.at(-1)?.id } : {}),
      },
    };
  }

  async #iterator(input: WireObject): Promise<WireObject> {
    const { ShardId, ShardIteratorType, SequenceNumber = "" } = input;
    const shard = String(ShardId);
    const newest = async () => (await this.#recordsOf(shard)).at(-1)?.dynamodb.SequenceNumber ?? "";
    const after = ShardIteratorType === "LATEST" ? await newest() : SequenceNumber;
    if (ShardIteratorType === "AFTER_SEQUENCE_NUMBER" && String(after) < this.trimmedBefore) {
      throw serviceError({
        service: "TrimmedDataAccessException",
        serviceMessage: "Attempted to access trimmed data",
        statusCode: 400,
      });
    }
    this.begun.push(shard);
    return { ShardIterator: `${shard}|${after}` };
  }

  async #read({ ShardIterator, Limit }: WireObject): Promise<WireObject> {
    const [id = "", after = ""] = String(ShardIterator).split("|");
    const records = (await this.#recordsOf(id)).filter(
      ({ dynamodb }) => dynamodb.SequenceNumber > after,
    );
    const page = records.slice(0, Number(Limit));
    const last = page.at(-1)?.dynamodb.SequenceNumber ?? after;
    const isClosed = this.shards.some((shard) => shard.id === id && shard.isClosed);
    const isAtEnd = isClosed && page.length === records.length;
    return { Records: page, ...(isAtEnd ? {} : { NextShardIterator: `${id}|${last}` }) };
  }

  async #recordsOf(id: string): Promise<readonly LambdaRecord[]> {
    const shard = this.shards.find((other) => other.id === id);
    if (shard === undefined) throw new Error(`There is no shard ${id}.`);
    return (await readStream(this.#engine, this.#arn))
      .filter(shard.has)
      .filter(({ dynamodb }) => dynamodb.SequenceNumber >= this.trimmedBefore);
  }
}
