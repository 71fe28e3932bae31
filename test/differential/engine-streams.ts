import type { Transport, WireObject } from "../../src/transport/transport.js";
import { sendPlainly } from "../conformance/server.js";

type Send = (operation: string, input: WireObject) => Promise<WireObject>;

/** The stream operations of the engine. */
export function engineStreams(engine: Transport): Send {
  return (operation, input) => engine.send({ operation, input });
}

/** The stream operations of a server. */
export function serverStreams(endpoint: string): Send {
  return async (operation, input) => {
    const outcome = await sendPlainly(endpoint, { operation, input });
    if (outcome.kind === "refusal") throw new Error(`${outcome.name}: ${outcome.message}`);
    return outcome.members;
  };
}

/** Reads what the stream of a table has had since the last time. */
export class StreamReader {
  #iterator: unknown;

  private constructor(
    readonly send: Send,
    readonly shard: WireObject,
  ) {}

  static async open(send: Send, TableName: string): Promise<StreamReader> {
    const { Streams } = await send("ListStreams", { TableName });
    const [{ StreamArn }] = Streams as readonly [WireObject]; // the table has one
    const { StreamDescription } = await send("DescribeStream", { StreamArn });
    const { Shards } = StreamDescription as WireObject; // of a description
    const [{ ShardId }] = Shards as readonly [WireObject]; // both sides have one
    const reader = new StreamReader(send, { StreamArn, ShardId });
    await reader.#start("TRIM_HORIZON");
    return reader;
  }

  async #start(ShardIteratorType: string): Promise<void> {
    const input = { ...this.shard, ShardIteratorType };
    this.#iterator = (await this.send("GetShardIterator", input)).ShardIterator;
  }

  /** Undefined where Local has thrown the records away already, which it seldom does, on a busy machine. */
  async drain(): Promise<readonly WireObject[] | undefined> {
    try {
      // A page holds 1,000 records: more than a request writes.
      const page = await this.send("GetRecords", { ShardIterator: this.#iterator });
      this.#iterator = page.NextShardIterator;
      return (page.Records as readonly WireObject[]).map(comparable); // of a page
    } catch (error) {
      if (!/TrimmedDataAccess/.test(String(error))) throw error;
      await this.#start("LATEST");
      return undefined;
    }
  }
}

function comparable({ eventName, dynamodb, userIdentity }: WireObject): WireObject {
  const { Keys, NewImage, OldImage, StreamViewType } = dynamodb as WireObject; // of a record
  return { eventName, userIdentity, Keys, NewImage, OldImage, StreamViewType };
}
