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

/** The names that attributes of a model cannot have. */
export function entityMembers({ versioned }: { readonly versioned: boolean }): readonly string[] {
  return versioned ? [...ENTITY_MEMBERS, "version"] : ENTITY_MEMBERS;
}

/** When an entity was first and last stored, and as which version. */
export interface Stamps {
  readonly createdAt: Date | undefined;
  readonly updatedAt: Date | undefined;
  /** Of versioned models; 0 where left out. */
  readonly version?: number | undefined;
  /** Names the write of a versioned model: no other write has the same. */
  readonly write?: string | undefined;
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
  /** Milliseconds since 1970 until the date is asked for: a `Date` takes six times the memory. */
  #createdAt: Date | number | undefined;
  #updatedAt: Date | number | undefined;
  #version = 0;
  #write: string | undefined;

  /** When the item was first stored; kept by every later save. */
  get createdAt(): Date | undefined {
    if (typeof this.#createdAt === "number") this.#createdAt = new Date(this.#createdAt);
    return this.#createdAt;
  }

  set createdAt(date: Date | undefined) {
    this.#createdAt = date;
  }

  /** When the item was last stored. */
  get updatedAt(): Date | undefined {
    if (typeof this.#updatedAt === "number") this.#updatedAt = new Date(this.#updatedAt);
    return this.#updatedAt;
  }

  /** The version that the item was stored or read as; 0 before. @internal */
  static versionOf(entity: Entity): number {
    return entity.#version;
  }

  /** The name of the write that stored the version, where it is known. @internal */
  static writeOf(entity: Entity): string | undefined {
    return entity.#write;
  }

  /** Sets the timestamps and the version; only the operations do, after a write or a read. @internal */
  static stamp(entity: Entity, stamps: Stamps): void {
    const { createdAt, updatedAt } = stamps;
    const updated = updatedAt?.getTime();
    entity.#updatedAt = updated;
    // A date that was asked for stays the same object.
    if (createdAt === undefined || createdAt !== entity.#createdAt) {
      entity.#createdAt = createdAt === updatedAt ? updated : createdAt?.getTime();
    }
    entity.#version = stamps.version ?? 0;
    entity.#write = stamps.write;
  }

  /** The text of the partition key. */
  abstract pk(): string;
  /** The text of the sort key. */
  abstract sk(): string;
}

/** Sets attributes as own properties, whatever the class or `Object.prototype` has of their names. */
export function assignAttributes(
  target: object,
  attributes: Readonly<Record<string, unknown>>,
): void {
  const own = target as Record<string, unknown>; // names are data here
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (name in own) {
      Object.defineProperty(own, name, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    } else {
      own[name] = value; // much faster than Reflect.set
    }
  }
}
