import { KeyError } from "../errors/errors.js";
import { Entity } from "../model/entity.js";

/** The texts of a primary key. */
export interface StoredKey {
  readonly pk: string;
  readonly sk: string;
}

/** The keys of a model whose class computes them, and the attributes that they are made of. */
export class OwnKeys {
  readonly #model: string;
  readonly #reads = new Set<string>();

  constructor(model: string) {
    this.#model = model;
  }

  /**
   * The key that an entity computes. It has to be pure: an item is found again only by the same text.
   * @throws KeyError
   */
  of(entity: Entity): StoredKey {
    const key = { pk: entity.pk(), sk: entity.sk() };
    const watched = watchReads(entity, this.#reads);
    const again = (compute: () => string): string => {
      try {
        return compute.call(watched);
      } catch {
        return compute.call(entity); // it has private fields, which only the entity itself has
      }
    };
    if (key.pk !== again(entity.pk) || key.sk !== again(entity.sk)) {
      throw new KeyError(
        `${this.#model}: pk() and sk() give another text each time; compute them from attributes only.`,
      );
    }
    return key;
  }

  /** What the methods have been seen to read: of any entity so far, or else of `nothing`. */
  attributes(nothing: () => unknown): ReadonlySet<string> {
    if (this.#reads.size === 0) this.#watch(nothing());
    return this.#reads;
  }

  #watch(entity: unknown): void {
    if (!(entity instanceof Entity)) return;
    const watched = watchReads(entity, this.#reads);
    for (const compute of [entity.pk, entity.sk]) {
      try {
        compute.call(watched);
      } catch {
        // It needs the attribute that it has just read.
      }
    }
  }
}

/** An entity that notes which properties are read of it. */
function watchReads(entity: Entity, reads: Set<string>): Entity {
  const watched: Entity = new Proxy(entity, {
    get(target, name) {
      if (typeof name === "string") reads.add(name);
      // A getter of the class may read attributes in turn; those of Entity need the entity itself.
      const isMember = Object.hasOwn(Entity.prototype, name);
      return Reflect.get(target, name, isMember ? target : watched);
    },
  });
  return watched;
}
