import type { Item } from "./attribute-value.js";
import { checkItemSize, MAX_ITEM_BYTES } from "./item-size.js";
import type { StoredKey } from "./own-key.js";

/** UTF-8 takes at most this many bytes for a UTF-16 unit. */
const MAX_UNIT_BYTES = 3;

/** An item as it is sent: the text is made once, at the time of the call, the object when asked for. */
export class EncodedItem {
  #item: Item | undefined;
  #bytes: number | undefined;

  /** @throws ItemTooLargeError */
  constructor(
    readonly key: StoredKey,
    /** The item's JSON. */
    readonly text: string,
    model: string,
  ) {
    // The text takes more bytes than the item: only long ones have to be counted.
    if (text.length * MAX_UNIT_BYTES <= MAX_ITEM_BYTES || this.bytes <= MAX_ITEM_BYTES) return;
    checkItemSize(this.item, model);
  }

  get item(): Item {
    this.#item ??= JSON.parse(this.text) as Item; // written as one
    return this.#item;
  }

  /** Bytes on the wire: control characters take six there, one when stored. */
  get bytes(): number {
    this.#bytes ??= Buffer.byteLength(this.text);
    return this.#bytes;
  }
}
