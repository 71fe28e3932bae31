import { CLOSE, COLON, COMMA, Label, QUOTE, unexpected, type WireText } from "./wire-text.js";

/** Reads a stored value as its codec decodes it, without the attribute values between. */
export interface ValueReader {
  /** What the value begins with; `read` goes on from there. */
  readonly open: string;
  /** The value, never `undefined`; what the codec would refuse is unexpected. */
  read(wire: WireText): unknown;
}

/** Reads a value where it stands: an attribute after its name, or an element of a list. */
export class PlaceReader {
  readonly #reader: ValueReader;
  readonly #label: Label;
  readonly #null: Label | undefined;

  constructor(name: string | undefined, reader: ValueReader, nullable: boolean) {
    const prefix = name === undefined ? "" : `${JSON.stringify(name)}:`;
    this.#reader = reader;
    this.#label = new Label(prefix + reader.open);
    this.#null = nullable ? new Label(`${prefix}{"NULL":true}`) : undefined;
  }

  /** The value; `undefined` where something else comes next. */
  read(wire: WireText): unknown {
    if (wire.takes(this.#label)) return this.#reader.read(wire);
    return this.#null !== undefined && wire.takes(this.#null) ? null : undefined;
  }
}

/**
 * Reads the attributes of an item or of a map in it. The service gives them in an order of its own,
 * which is that of the item before: each is looked for where it was then.
 */
export class AttributesReader {
  readonly #places: readonly PlaceReader[];
  readonly #indexes: ReadonlyMap<string, number>;
  /** What came first, and what came after each place, of late. */
  readonly #next: number[];

  constructor(places: ReadonlyMap<string, PlaceReader>) {
    this.#places = [...places.values()];
    this.#indexes = new Map([...places.keys()].map((name, index) => [name, index]));
    this.#next = [...this.#places.keys(), 0];
  }

  /** The values in the order of the places, up to the closing brace; `undefined` where there is none. */
  read(wire: WireText): unknown[] {
    const values: unknown[] = new Array(this.#places.length).fill(undefined);
    if (wire.has(CLOSE)) return values;
    let before = 0;
    do {
      let index = this.#next[before] ?? 0;
      let value = this.#places[index]?.read(wire);
      if (value === undefined) {
        const found = this.#find(wire);
        if (found === undefined) continue;
        index = found;
        value = this.#places[index]?.read(wire);
        this.#next[before] = index;
      }
      // Of two attributes of one name the last one counts, as everywhere in JSON.
      values[index] = value === undefined ? unexpected() : value;
      before = index + 1;
    } while (wire.has(COMMA));
    wire.expect(CLOSE);
    return values;
  }

  /** The place of the attribute that comes next; goes past one that has none. */
  #find(wire: WireText): number | undefined {
    const from = wire.at;
    wire.expect(QUOTE);
    const index = this.#indexes.get(wire.text());
    if (index !== undefined) {
      wire.at = from;
      return index;
    }
    wire.expect(COLON);
    JSON.parse(wire.value()); // throws for what is none
    return undefined;
  }
}
