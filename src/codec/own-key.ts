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
  #hasWatchedNothing = false;

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

  /** What the methods have been seen to read: of any entity so far, and of `nothing`. */
  attributes(nothing: () => unknown): ReadonlySet<string> {
    if (!this.#hasWatchedNothing) this.#watchNothing(nothing());
    this.#hasWatchedNothing = true;
    return this.#reads;
  }

  #watchNothing(entity: unknown): void {
    if (!(entity instanceof Entity)) return;
    const watched = watchReads(entity, this.#reads, ANYTHING);
    for (const compute of [entity.pk, entity.sk]) {
      try {
        compute.call(watched);
      } catch {
        // It needs a value of a certain kind; what it has read until then is noted.
      }
    }
  }
}

/** Stands for whatever a method expects: it has every property, can be called and is a text. */
const ANYTHING: unknown = new Proxy(() => undefined, {
  get: (_target, name) => (name === Symbol.toPrimitive ? () => "0" : ANYTHING),
  apply: () => ANYTHING,
});

/** An entity that notes which properties are read of it; absent ones give `absent`. */
function watchReads(entity: Entity, reads: Set<string>, absent?: unknown): Entity {
  const watched: Entity = new Proxy(entity, {
    get(target, name) {
      if (typeof name === "string") reads.add(name);
      // A getter of the class may read attributes in turn; those of Entity need the entity itself.
      const isMember = Object.hasOwn(Entity.prototype, name);
      const value: unknown = Reflect.get(target, name, isMember ? target : watched);
      return value === undefined ? absent : value;
    },
  });
  return watched;
}
