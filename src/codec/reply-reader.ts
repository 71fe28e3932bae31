import type { ModelDefinition } from "../model/definition.js";
import type { Item } from "./attribute-value.js";
import type { EntityCodec } from "./entity-codec.js";
import { ItemReader } from "./item-reader.js";
import { LoadedItem, plainItem, type StoredItem } from "./loaded-item.js";
import { CLOSE_LIST, COMMA, OPEN, unexpected, WireText } from "./wire-text.js";

type Reply = { readonly [name: string]: unknown };

/** Where a reply has what was read of its items; as `Items` it has what anyone expects there. */
const LOADED = Symbol("monotable.loaded");

/** The items of a query's or scan's reply. */
export function itemsOf(reply: Reply & LoadedItems): readonly StoredItem[] {
  return reply[LOADED] ?? ((reply.Items ?? []) as readonly Item[]); // the documented reply
}

interface LoadedItems {
  readonly [LOADED]?: readonly StoredItem[];
}

/** One function for all: V8 keeps each getter, and what it refers to, for long. */
const PLAIN_ITEMS = {
  get(this: LoadedItems): readonly Item[] | undefined {
    return this[LOADED]?.map(plainItem);
  },
  enumerable: true,
};

/** Items left to the codecs, over those that are read, with which `JSON.parse` of all takes less time. */
const MOST_STRANGERS = 4;

const ITEMS = '"Items":[';

/**
 * Reads replies to queries and scans that have items of one model, as far as they are written as
 * DynamoDB writes them.
 */
export class ReplyReader {
  readonly #definition: ModelDefinition;
  readonly #codec: EntityCodec;
  readonly #reserved: ReadonlySet<string>;
  #reader: ItemReader | undefined;

  constructor(definition: ModelDefinition, codec: EntityCodec, reserved: ReadonlySet<string>) {
    this.#definition = definition;
    this.#codec = codec;
    this.#reserved = reserved;
  }

  /**
   * The reply in a body, which is UTF-8 that was found to be whole; `undefined` where `JSON.parse`
   * has to see to it.
   */
  read(body: Uint8Array): Reply | undefined {
    const { names, isClosed } = this.#codec;
    // An item of an older schema may have any attributes.
    if (names === undefined || !isClosed || this.#definition.upgrades.length > 0) return undefined;
    this.#reader ??= new ItemReader(this.#definition, names, this.#reserved);
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
    try {
      return readReply(new WireText(bytes, this.#reader.texts), this.#reader);
    } catch {
      return undefined;
    }
  }
}

function readReply(wire: WireText, reader: ItemReader): Reply | undefined {
  const { bytes } = wire;
  // What is before has to be the start of the same object.
  const from = bytes.indexOf(ITEMS);
  if (from < 1 || bytes[from - 1] !== (from === 1 ? OPEN : COMMA)) return undefined;
  const before = members(`${wire.slice(0, Math.max(1, from - 1))}}`, from > 1);
  wire.at = from + ITEMS.length;
  const items = readItems(wire, reader);
  const hasMore = wire.has(COMMA);
  const after = members(`{${wire.slice(wire.at, bytes.length)}`, hasMore);
  const reply = { ...before, ...after };
  // Not enumerable, so that it gets lost in a copy: whoever changes a reply has plain items.
  Object.defineProperty(reply, LOADED, { value: items });
  return Object.defineProperty(reply, "Items", PLAIN_ITEMS);
}

/** What a reply has before or after its items: `some` where a comma says so. */
function members(text: string, some: boolean): Reply {
  const reply = JSON.parse(text) as Reply;
  const names = Object.keys(reply);
  return names.length > 0 === some && !names.includes("Items") ? reply : unexpected();
}

function readItems(wire: WireText, reader: ItemReader): readonly StoredItem[] {
  const items: StoredItem[] = [];
  if (wire.has(CLOSE_LIST)) return items;
  let strangers = 0;
  do {
    const item = readItem(wire, reader);
    items.push(item);
    strangers += item instanceof LoadedItem ? -1 : 1;
    if (strangers > MOST_STRANGERS) unexpected();
  } while (wire.has(COMMA));
  wire.expect(CLOSE_LIST);
  return items;
}

function readItem(wire: WireText, reader: ItemReader): StoredItem {
  const from = wire.at;
  try {
    return reader.read(wire);
  } catch {
    wire.at = from;
    return JSON.parse(wire.value()) as Item;
  }
}
