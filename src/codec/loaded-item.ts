import type { Stamps } from "../model/entity.js";
import type { Item } from "./attribute-value.js";
import type { WireText } from "./wire-text.js";

/** Decodes what was read of an item. */
export interface AttributesOfValues {
  /** @throws DecodeError */
  attributesOf(values: readonly unknown[]): Record<string, unknown>;
}

/** A stored item of a model, of which all is read that takes no code of the user. */
export class LoadedItem {
  readonly #reader: AttributesOfValues;
  readonly #values: readonly unknown[];
  readonly #wire: WireText;
  readonly #from: number;
  readonly #to: number;

  constructor(
    reader: AttributesOfValues,
    values: readonly unknown[],
    readonly stamps: Stamps,
    wire: WireText,
    from: number,
  ) {
    this.#reader = reader;
    this.#values = values;
    this.#wire = wire;
    this.#from = from;
    this.#to = wire.at;
  }

  /** The item itself. */
  get item(): Item {
    return JSON.parse(this.#wire.slice(this.#from, this.#to)) as Item; // it was read as one
  }

  /**
   * The attributes that the model's codec decodes of the item.
   * @throws DecodeError
   */
  attributes(): Record<string, unknown> {
    return this.#reader.attributesOf(this.#values);
  }
}

/** A stored item as a reader found it, or as JSON has it. */
export type StoredItem = Item | LoadedItem;

/** The item of either. */
export function plainItem(stored: StoredItem): Item {
  return stored instanceof LoadedItem ? stored.item : stored;
}
