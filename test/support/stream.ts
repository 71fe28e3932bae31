import type { StreamHandler, StreamResult, Transport } from "../../src/index.js";

type Values = Readonly<Record<string, { readonly S?: string }>>;

/** A record as Lambda delivers it. */
export interface LambdaRecord {
  readonly eventID: string;
  readonly eventName: string;
  readonly dynamodb: {
    readonly Keys: Values;
    readonly NewImage?: Values;
    readonly OldImage?: Values;
    readonly SequenceNumber: string;
  };
}

/** The records that changes make in a table's stream, whose images are all there. */
export async function streamOf(
  transport: Transport,
  tableName: string,
  change: () => Promise<void>,
  viewType?: string,
): Promise<readonly LambdaRecord[]> {
  const arn = await switchOnStream(transport, tableName, viewType);
  await change();
  return await readStream(transport, arn);
}

/** Gives a table a stream; answers its ARN. */
export async function switchOnStream(
  transport: Transport,
  tableName: string,
  viewType = "NEW_AND_OLD_IMAGES",
): Promise<string> {
  const reply = await transport.send({
    operation: "UpdateTable",
    input: {
      TableName: tableName,
      StreamSpecification: { StreamEnabled: true, StreamViewType: viewType },
    },
  });
  return (reply.TableDescription as { LatestStreamArn: string }).LatestStreamArn;
}

/** Everything that a stream holds. */
export async function readStream(
  transport: Transport,
  StreamArn: string,
): Promise<readonly LambdaRecord[]> {
  const send = (operation: string, input: object) =>
    transport.send({ operation, input: { ...input } });
  const { StreamDescription } = await send("DescribeStream", { StreamArn });
  const { Shards } = StreamDescription as { Shards: { ShardId: string }[] };
  const records: LambdaRecord[] = [];
  for (const { ShardId } of Shards) {
    const start = { StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" };
    let { ShardIterator } = await send("GetShardIterator", start);
    while (ShardIterator !== undefined) {
      const page = await send("GetRecords", { ShardIterator });
      const found = page.Records as LambdaRecord[];
      records.push(...found);
      if (found.length === 0) break;
      ShardIterator = page.NextShardIterator;
    }
  }
  return records;
}

const BATCH = 100;

/** Delivers records as Lambda does: after a failure again, from the first one on. */
export async function deliver(
  records: readonly LambdaRecord[],
  handler: StreamHandler,
  {
    before,
    after,
  }: {
    before?: (batch: readonly LambdaRecord[]) => void;
    after?: (batch: readonly LambdaRecord[], result: StreamResult) => void;
  },
): Promise<number> {
  let invocations = 0;
  for (let at = 0; at < records.length; ) {
    const batch = records.slice(at, at + BATCH);
    before?.(batch);
    const result = await handler({ Records: structuredClone(batch) });
    after?.(batch, result);
    invocations += 1;
    if (invocations > records.length) throw new Error("the handler does not get on");
    const failed = new Set(result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const first = batch.findIndex(({ dynamodb }) => failed.has(dynamodb.SequenceNumber));
    at += first === -1 ? batch.length : first;
  }
  return invocations;
}
