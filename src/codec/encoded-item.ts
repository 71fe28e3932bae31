import type { Item } from "./attribute-value.js";
import { checkItemSize, MAX_ITEM_BYTES } from "./item-size.js";
import type { JsonSink } from "./json-sink.js";
import type { StoredKey } from "./own-key.js";

/** An item as it is sent: its bytes are made once, at the time of the call, the object when asked for. */
export class EncodedItem {
  #item: Item | undefined;

  /** @throws ItemTooLargeError */
  constructor(
    readonly key: StoredKey,
    /** The item's JSON. */
    readonly json: Buffer,
    model: string,
  ) {
    // The JSON takes more bytes than the item: control characters take six there, one when stored.
    if (json.length > MAX_ITEM_BYTES) checkItemSize(this.item, model);
  }

  get item(): Item {
    this.#item ??= JSON.parse(this.json.toString()) as Item; // written as one
    return this.#item;
  }
}

/** Writes the attributes of an item, each after a comma. */
export function writeItem(item: Item, sink: JsonSink): void {
  for (const [name, value] of Object.entries(item)) {
    sink.raw(`,${JSON.stringify(name)}:${JSON.stringify(value)}`);
  }
}
