import { primaryKey, type Stored } from "./models.js";

type Attributes = Readonly<Record<string, unknown>>;

/** What a command is to answer: a value, or an error's code. */
export interface Failure {
  readonly error: string;
}

/** The table as plain data: what the repository is to do, said a second time and simply. */
export class Reference {
  readonly items = new Map<string, Stored>();
  readonly versions = new Map<string, number>();

  #place(stored: Stored): string {
    const { PK, SK } = primaryKey(stored);
    return JSON.stringify([PK, SK]);
  }

  get(stored: Stored): Attributes | undefined {
    return this.items.get(this.#place(stored))?.attributes;
  }

  put(stored: Stored): Attributes {
    const attributes = withoutNull(stored.attributes);
    const place = this.#place(stored);
    this.items.set(place, { model: stored.model, attributes });
    this.versions.set(place, (this.versions.get(place) ?? 0) + 1);
    return attributes;
  }

  remove(stored: Stored): Attributes | undefined {
    const found = this.get(stored);
    this.items.delete(this.#place(stored));
    this.versions.delete(this.#place(stored));
    return found;
  }

  /** The items that a filter takes, in the order of an index's sort key, or of the primary key. */
  list(
    takes: (stored: Stored) => boolean,
    order: (stored: Stored) => string = (stored) => primaryKey(stored).SK,
  ): readonly Stored[] {
    return [...this.items.values()]
      .filter(takes)
      .map((stored) => [order(stored), primaryKey(stored), stored] as const)
      .toSorted(([a, keyA], [b, keyB]) => bytes(a, b) || bytes(keyA.SK, keyB.SK))
      .map(([, , stored]) => stored);
  }
}

/** DynamoDB's order of text: that of its UTF-8 bytes. */
function bytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Attributes as they are stored: null is left out. */
export function withoutNull(attributes: Attributes): Attributes {
  const kept = Object.entries(attributes).filter(([, value]) => value != null);
  return Object.fromEntries(kept);
}
