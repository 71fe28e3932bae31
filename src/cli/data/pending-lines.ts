/** A line that holds an item. */
export interface ItemLine {
  readonly line: number;
  /** The text of the item's key. */
  readonly key: string;
}

/** How far a file is stored when its items are written in any order. */
export class PendingLines {
  /** The lines that are not known to be stored, in their order, with how many items come before each. */
  readonly #pending = new Map<number, number>();
  readonly #linesOfKey = new Map<string, number[]>();
  #line: number;
  #items: number;

  /** @param from the line up to which all is stored, and how many items that is */
  constructor(from: { readonly line: number; readonly items: number }) {
    this.#line = from.line;
    this.#items = from.items;
  }

  add({ line, key }: ItemLine): void {
    this.#pending.set(line, this.#items);
    const lines = this.#linesOfKey.get(key);
    if (lines === undefined) this.#linesOfKey.set(key, [line]);
    else lines.push(line);
    this.#line = line;
    this.#items += 1;
  }

  /** Takes up that a line is stored: so are the earlier ones of its key, or they are replaced. */
  done({ line, key }: ItemLine): void {
    const left = (this.#linesOfKey.get(key) ?? []).filter((other) => {
      if (other <= line) this.#pending.delete(other);
      return other > line;
    });
    if (left.length > 0) this.#linesOfKey.set(key, left);
    else this.#linesOfKey.delete(key);
  }

  /** The line up to which all is stored, and how many items that is. */
  get position(): { readonly line: number; readonly items: number } {
    for (const [line, items] of this.#pending) return { line: line - 1, items };
    return { line: this.#line, items: this.#items };
  }
}
