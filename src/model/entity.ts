/** Members of every entity and class; attributes cannot have these names. */
export const ENTITY_MEMBERS: readonly string[] = [
  "constructor",
  "pk",
  "sk",
  "createdAt",
  "updatedAt",
  "toItem",
  "toJSON",
];

/** When an entity was first and last stored. */
export interface Stamps {
  readonly createdAt: Date | undefined;
  readonly updatedAt: Date | undefined;
}

/** What a constructor is given when an entity is built from storage: no validation, no copying. */
export class Hydration {
  constructor(
    readonly attributes: Readonly<Record<string, unknown>>,
    readonly stamps: Stamps,
  ) {}
}

/**
 * The root of every model class. The timestamps live beside the attributes, not among them: they
 * never go through the user's schema, a spread of an entity or a comparison.
 */
export abstract class Entity {
  #createdAt: Date | undefined;
  #updatedAt: Date | undefined;

  /** When the item was first stored; kept by every later save. */
  get createdAt(): Date | undefined {
    return this.#createdAt;
  }

  set createdAt(date: Date | undefined) {
    this.#createdAt = date;
  }

  /** When the item was last stored. */
  get updatedAt(): Date | undefined {
    return this.#updatedAt;
  }

  /** Sets both timestamps; only the operations do, after a write or a read. @internal */
  static stamp(entity: Entity, stamps: Stamps): void {
    entity.#createdAt = stamps.createdAt;
    entity.#updatedAt = stamps.updatedAt;
  }

  /** The text of the partition key. */
  abstract pk(): string;
  /** The text of the sort key. */
  abstract sk(): string;
}

/** Sets attributes as own properties; `__proto__` is an attribute like any other. */
export function assignAttributes(
  target: object,
  attributes: Readonly<Record<string, unknown>>,
): void {
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (name === "__proto__") {
      Object.defineProperty(target, name, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    } else {
      Reflect.set(target, name, value);
    }
  }
}
