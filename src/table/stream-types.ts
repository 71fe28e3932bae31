import type { ModelClass } from "../model/collection-types.js";
import type { AttributeName, AttributesOfModel } from "../model/entity-types.js";
import type { OnUnknown } from "../model/unknown-items.js";
import type { LambdaTime } from "../operation/lambda-deadline.js";
import type { Operation } from "../operation/operation.js";

/** What a stream says of one change, beside the entity. */
export interface StreamRecord {
  /** Names the change in its stream: the same each time that it is delivered. */
  readonly eventId: string;
  readonly sequenceNumber: string;
  readonly kind: "insert" | "modify" | "remove";
  /** When the change was made, to the second; `undefined` where the stream does not tell. */
  readonly at: Date | undefined;
  /** Whether DynamoDB removed the item because it had expired. */
  readonly expired: boolean;
  /**
   * With `once`: marks the change as handled. In the transaction that carries out what the handler
   * does, it makes that exactly once, whatever crashes; left alone, it is run after the handler.
   */
  readonly mark: Operation<void>;
}

/** The attributes that a change has changed, by name. */
export type ChangedAttributes<Model> = {
  readonly [Name in AttributeName<Model>]?: {
    readonly before: AttributesOfModel<Model>[Name] | undefined;
    readonly now: AttributesOfModel<Model>[Name] | undefined;
  };
};

/** What becomes of the changes of a model's items; kinds that are left out are passed over. */
export interface ModelStreamHandler<Model> {
  insert?(now: Model, record: StreamRecord): unknown;
  modify?(
    before: Model,
    now: Model,
    changes: ChangedAttributes<Model>,
    record: StreamRecord,
  ): unknown;
  remove?(before: Model, record: StreamRecord): unknown;
}

export interface StreamOptions {
  /** Partition keys that are worked on at a time, 1 to 1,000; 8 when left out. Within one, order is kept. */
  readonly concurrency?: number | undefined;
  /** What becomes of items that are of no model of the table; `throw`, so that they are delivered again, when left out. */
  readonly onUnknown?: OnUnknown | undefined;
  /** Told of each record that failed, and why; a process warning when left out. */
  readonly onError?: ((error: unknown, record: StreamRecord) => void) | undefined;
  /** Milliseconds before the end of a Lambda invocation in which no record is begun; 2,000 when left out. */
  readonly marginMs?: number | undefined;
  /** Handles a change once, however often it is delivered. */
  readonly once?: OnceOptions | undefined;
}

export interface OnceOptions {
  /** What names a change: {@link eventId}, or a text of your own. */
  readonly by: "eventId" | ((record: StreamRecord) => string);
  /** The table that remembers what was handled, in an item a change: what `defineTable` gives. */
  readonly in: { readonly name: string };
  /** Tells the handlers of one stream apart; `"stream"` when left out. */
  readonly name?: string | undefined;
  /**
   * Seconds that it is remembered, where the table has a `ttl` attribute, else it is for ever; seven
   * days when left out: a stream holds its records for one.
   */
  readonly keepSeconds?: number | undefined;
}

/** Names a change by its stream's own name for it: `once: { by: eventId, in: table }`. */
export const eventId = "eventId";

/** What Lambda has to deliver again, by the names of its partial batch responses. */
export interface StreamResult {
  batchItemFailures: { itemIdentifier: string }[];
}

/**
 * Handles a Lambda event of a DynamoDB stream or of its Kinesis stream, a reply of GetRecords, or
 * records of the KCL; with Lambda's context it stops in time.
 */
export type StreamHandler = (event: object, context?: LambdaTime) => Promise<StreamResult>;

/** What `table.streamHandler` takes: handlers by the names of models. */
export interface DefineStreamHandler {
  /** With the classes of the models, from which the handlers are typed. */
  <const Classes extends Readonly<Record<string, ModelClass>>>(
    handlers: {
      readonly [Name in keyof Classes]?: ModelStreamHandler<InstanceType<Classes[Name]>>;
    },
    options: StreamOptions & { readonly models: Classes },
  ): StreamHandler;
  /** With handlers that say the types of their entities: `insert(now: Device) { ... }`. */
  <Entities extends Readonly<Record<string, object>>>(
    handlers: { readonly [Name in keyof Entities]: ModelStreamHandler<Entities[Name]> },
    options?: StreamOptions,
  ): StreamHandler;
}
