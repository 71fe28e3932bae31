import { ConfigurationError } from "../../errors/errors.js";
import { CHECKPOINT_TYPE } from "../../model/definition.js";
import { collisionExample } from "../../model/key-pattern.js";
import { parseKeyTemplate } from "../../model/key-template.js";
import { encodeText } from "../../model/key-text.js";
import type { TableDescription } from "../../table/describe.js";
import type { WireObject } from "../../transport/transport.js";
import type { EventRecord } from "./records.js";

/** Where the reading of a shard goes on. */
export type Position =
  /** At the oldest record that there is. */
  | { readonly at: "start" }
  /** Where an iterator is; where that is no more, at the time when it was got: epoch milliseconds. */
  | { readonly at: "now"; readonly since: number; readonly iterator: string }
  /** At the first record of a time. */
  | { readonly at: "time"; readonly since: number }
  | { readonly at: "record"; readonly after: string }
  /** Nowhere: the shard is closed, and all of it handled. */
  | { readonly at: "end" };

/** Sends a request to the table, until it is answered. */
export type Send = (operation: string, input: WireObject) => Promise<WireObject>;

/** The templates of the keys of checkpoints: those of models have to keep clear of them. */
const KEY = { pk: "CHECKPOINT#{name}#{stream}", sk: "SHARD#{shard}" };
const OWN = { pk: /^CHECKPOINT#[^#]+#[^#]+$/, sk: /^SHARD#[^#]+$/ };

/** In place of a shard's: where it is stored, the others were not all stored yet. */
const BEGINNING = "beginning";

/** How far a stream was handled, shard by shard, in items of the table itself. */
export class Checkpoints {
  readonly #table: TableDescription;
  readonly #partition: string;
  readonly #send: Send;

  /**
   * @param name tells those who read the stream apart
   * @throws ConfigurationError where an item of a model could have the key of a checkpoint
   */
  constructor(table: TableDescription, name: string, streamArn: string, send: Send) {
    checkKeys(table);
    const stream = streamArn.slice(streamArn.lastIndexOf("/") + 1);
    this.#table = table;
    this.#partition = `CHECKPOINT#${encodeText(name)}#${encodeText(stream)}`;
    this.#send = send;
  }

  /** The positions that are stored, by shard; those that `begin` did not store to the end are taken away. */
  async load(): Promise<Map<string, Position>> {
    const positions = await this.#stored();
    if (!positions.delete(BEGINNING)) return positions;
    for (const shard of positions.keys()) await this.remove(shard);
    await this.remove(BEGINNING);
    return new Map();
  }

  /** Stores where the reading begins: all of it or, for `load`, nothing. */
  async begin(positions: ReadonlyMap<string, Position>): Promise<void> {
    await this.save(BEGINNING, { at: "start" });
    for (const [shard, position] of positions) await this.save(shard, position);
    await this.remove(BEGINNING);
  }

  async #stored(): Promise<Map<string, Position>> {
    const { keys, name } = this.#table;
    const positions = new Map<string, Position>();
    let ExclusiveStartKey: unknown;
    do {
      const reply = await this.#send("Query", {
        TableName: name,
        ConsistentRead: true,
        KeyConditionExpression: "#pk = :pk",
        ExpressionAttributeNames: { "#pk": keys.pk },
        ExpressionAttributeValues: { ":pk": { S: this.#partition } },
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      });
      // As `save` stores them.
      for (const item of reply.Items as Readonly<Record<string, Record<string, string>>>[]) {
        const { S: shard = "" } = item[keys.sk] ?? {};
        positions.set(shard.slice("SHARD#".length), positionOf(item));
      }
      ExclusiveStartKey = reply.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return positions;
  }

  async save(shard: string, position: Position): Promise<void> {
    const { name, attributes } = this.#table;
    await this.#send("PutItem", {
      TableName: name,
      Item: {
        ...this.#key(shard),
        [attributes.type]: { S: CHECKPOINT_TYPE },
        ...attributesOf(position),
      },
    });
  }

  async remove(shard: string): Promise<void> {
    await this.#send("DeleteItem", { TableName: this.#table.name, Key: this.#key(shard) });
  }

  /** Whether a record tells of a checkpoint, this reader's or another's. */
  isOwn({ dynamodb: { Keys } }: EventRecord): boolean {
    const { pk, sk } = this.#table.keys;
    return OWN.pk.test(Keys[pk]?.S ?? "") && OWN.sk.test(Keys[sk]?.S ?? "");
  }

  #key(shard: string): WireObject {
    const { pk, sk } = this.#table.keys;
    return { [pk]: { S: this.#partition }, [sk]: { S: `SHARD#${shard}` } };
  }
}

function attributesOf(position: Position): WireObject {
  switch (position.at) {
    case "start":
      return {};
    case "now":
    case "time":
      return { since: { N: String(position.since) } };
    case "record":
      return { after: { S: position.after } };
    case "end":
      return { ended: { BOOL: true } };
  }
}

function positionOf({
  after,
  since,
  ended,
}: Readonly<Record<string, Record<string, string>>>): Position {
  if (ended !== undefined) return { at: "end" };
  if (after?.S !== undefined) return { at: "record", after: after.S };
  return since === undefined ? { at: "start" } : { at: "time", since: Number(since.N) };
}

function checkKeys({ models }: TableDescription): void {
  const where = "checkpoints";
  const pk = parseKeyTemplate(KEY.pk, where);
  const sk = parseKeyTemplate(KEY.sk, where, { sort: true });
  for (const { name, key } of models) {
    if (key?.sk === undefined) continue;
    const other = parseKeyTemplate(key.pk.template, where);
    if (collisionExample(pk, other) === undefined) continue;
    const otherSort = parseKeyTemplate(key.sk.template, where, { sort: true });
    if (collisionExample(sk, otherSort) === undefined) continue;
    throw new ConfigurationError(
      `Items of ${name} can have the keys of checkpoints, "${KEY.pk}" and "${KEY.sk}"; begin its keys with other text.`,
    );
  }
}
