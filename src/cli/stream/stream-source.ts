import { ConfigurationError } from "../../errors/errors.js";
import { MonotableError } from "../../errors/monotable-error.js";
import type { Send } from "./checkpoints.js";
import { type EventRecord, eventRecord } from "./records.js";

export interface Shard {
  readonly id: string;
  /** The shard that it goes on from; all of that one comes first. */
  readonly parent: string | undefined;
  /** Whether no record comes any more. */
  readonly isClosed: boolean;
}

export interface StreamDescription {
  readonly shards: readonly Shard[];
  /** Whether it is switched on: else there will be no more shards. */
  readonly isEnabled: boolean;
}

/** A table's stream, as its API gives it. */
export class StreamSource {
  readonly #send: Send;

  /** @param send sends a request, until it is answered */
  constructor(
    readonly arn: string,
    send: Send,
  ) {
    this.#send = send;
  }

  async describe(): Promise<StreamDescription> {
    const shards: Shard[] = [];
    let status: string | undefined;
    let ExclusiveStartShardId: string | undefined;
    do {
      const reply = await this.#send("DescribeStream", {
        StreamArn: this.arn,
        ...(ExclusiveStartShardId === undefined ? {} : { ExclusiveStartShardId }),
      });
      const description = reply.StreamDescription as Described; // as documented
      status = description.StreamStatus;
      ExclusiveStartShardId = description.LastEvaluatedShardId;
      for (const { ShardId, ParentShardId, SequenceNumberRange } of description.Shards ?? []) {
        const isClosed = SequenceNumberRange?.EndingSequenceNumber !== undefined;
        shards.push({ id: ShardId, parent: ParentShardId, isClosed });
      }
    } while (ExclusiveStartShardId !== undefined);
    return { shards, isEnabled: status === "ENABLED" || status === "ENABLING" };
  }

  /** An iterator that starts at the oldest record, after what there is, or after a record. */
  async iterator(shard: string, start: "oldest" | "latest" | { readonly after: string }) {
    const reply = await this.#send("GetShardIterator", {
      StreamArn: this.arn,
      ShardId: shard,
      ...(start === "oldest"
        ? { ShardIteratorType: "TRIM_HORIZON" }
        : start === "latest"
          ? { ShardIteratorType: "LATEST" }
          : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: start.after }),
    });
    return reply.ShardIterator as string; // as documented
  }

  /** The next records, none where there are none yet; without a `next`, the shard has ended. */
  async read(iterator: string, limit: number): Promise<StreamPage> {
    const reply = await this.#send("GetRecords", { ShardIterator: iterator, Limit: limit });
    const records = reply.Records as Readonly<Record<string, unknown>>[]; // as documented
    return {
      records: records.map((record) => eventRecord(record, this.arn)),
      next: reply.NextShardIterator as string | undefined, // as documented
    };
  }
}

export interface StreamPage {
  readonly records: readonly EventRecord[];
  readonly next: string | undefined;
}

interface Described {
  readonly StreamStatus?: string;
  readonly LastEvaluatedShardId?: string;
  readonly Shards?: readonly {
    readonly ShardId: string;
    readonly ParentShardId?: string;
    readonly SequenceNumberRange?: { readonly EndingSequenceNumber?: string };
  }[];
}

/** The ARN of a table's stream. @throws ConfigurationError where it has none */
export async function streamArnOf(tableName: string, send: Send): Promise<string> {
  const { Table } = await send("DescribeTable", { TableName: tableName });
  const { LatestStreamArn, StreamSpecification } = Object(Table);
  if (typeof LatestStreamArn === "string" && StreamSpecification?.StreamEnabled === true) {
    return LatestStreamArn;
  }
  throw new ConfigurationError(
    `The table ${tableName} has no stream: switch it on, with the view type NEW_AND_OLD_IMAGES.`,
  );
}

/** Whether a read failed in this way, by the API's name for it. */
export function isFailure(error: unknown, name: string): boolean {
  return MonotableError.is(error) && "service" in error && error.service === name;
}
