import type { Item } from "../codec/attribute-value.js";
import { compileSchema } from "../codec/compile-schema.js";
import type { EntityCodec } from "../codec/entity-codec.js";
import { EntityMapper, type StoredKey } from "../codec/entity-mapper.js";
import { issuePath } from "../codec/issue-path.js";
import { DefinitionError, ValidationError } from "../errors/errors.js";
import { attributeNames } from "../model/attribute-names.js";
import type { ModelDefinition } from "../model/definition.js";
import { assignAttributes, Entity, entityMembers, Hydration } from "../model/entity.js";
import { validate } from "../model/validate.js";
import type { ObjectsClass } from "../repository/face.js";
import { Objects } from "../repository/objects.js";
import { bindRepositories, type Repositories } from "./bind.js";
import { checkUniqueKinds } from "./define-unique.js";
import type { TableRuntime } from "./table-runtime.js";

type Attributes = Readonly<Record<string, unknown>>;

/** A model's class as the table sees it; the declared types are in `model-types.ts`. */
export type EntityClass = new (input: unknown) => Entity;

/** A class of a model, once it has been used: its mapping and its repositories. */
export interface Binding {
  readonly mapper: EntityMapper<Entity>;
  readonly repositories: Repositories;
  /** Gives an entity its attributes. */
  readonly assign: (entity: Entity, attributes: Attributes) => void;
}

/** Makes the class that a model's declaration extends. */
export class ModelClassFactory {
  readonly #definition: ModelDefinition;
  readonly #codec: EntityCodec;
  readonly #objectsClass: ObjectsClass;
  readonly #runtime: TableRuntime;
  readonly #bindings = new WeakMap<object, Binding>();
  readonly #model: EntityClass;
  #latest: EntityClass;

  constructor(
    definition: ModelDefinition,
    runtime: TableRuntime,
    objectsClass: ObjectsClass | undefined,
  ) {
    this.#definition = definition;
    this.#codec = compileSchema(definition.schema, definition.table.ttl);
    checkUniqueKinds(definition, this.#codec);
    this.#runtime = runtime;
    this.#objectsClass = objectsClass ?? Objects;
    this.#model = this.#create();
    this.#latest = this.#model;
  }

  /** The class to extend. */
  get model(): EntityClass {
    return this.#model;
  }

  #create(): EntityClass {
    const definition = this.#definition;
    const bind = (entityClass: object): Binding => this.bind(entityClass);
    const pathOf = (segments: readonly PropertyKey[]): string => issuePath(this.#codec, segments);
    const keyOf = (entity: Model): StoredKey => bind(entity.constructor).mapper.key(entity);

    class Model extends Entity {
      constructor(input: unknown) {
        super();
        const { assign } = bind(new.target);
        if (input instanceof Hydration) {
          assign(this, input.attributes);
          Entity.stamp(this, input.stamps);
        } else {
          // `compileSchema` takes object schemas only.
          const attributes = validate(
            definition.schema,
            input,
            definition.name,
            pathOf,
          ) as Attributes;
          checkMembers(attributes, definition);
          assign(this, attributes);
        }
      }

      pk(): string {
        return keyOf(this).pk;
      }

      sk(): string {
        return keyOf(this).sk;
      }

      toItem(): Item {
        const { createdAt, updatedAt } = this;
        const version = Entity.versionOf(this) || undefined;
        return bind(this.constructor).mapper.encode(this, { createdAt, updatedAt, version });
      }

      toJSON(): Record<string, unknown> {
        const { createdAt, updatedAt } = this;
        const version = definition.versioned ? { version: Entity.versionOf(this) } : {};
        return Object.fromEntries(Object.entries({ ...this, createdAt, updatedAt, ...version }));
      }
    }
    if (definition.versioned) {
      Object.defineProperty(Model.prototype, "version", {
        get(this: Entity): number {
          return Entity.versionOf(this);
        },
      });
    }
    Object.defineProperties(Model, {
      name: { value: definition.name },
      // `this` is the class that is asked: every subclass has repositories, and entities, of its own.
      objects: {
        get(this: object): object {
          return bind(this).repositories.objects();
        },
      },
      objectsSync: {
        get(this: object): object {
          return bind(this).repositories.objectsSync();
        },
      },
      operations: {
        get(this: object): object {
          return bind(this).repositories.operations();
        },
      },
    });
    return Model;
  }

  /** The class that reads give instances of: the one that was used last, or else the bare model. */
  get latest(): EntityClass {
    return this.#latest;
  }

  /** How attributes are stored. */
  get codec(): EntityCodec {
    return this.#codec;
  }

  /** The binding of a class; made at its first use, because a class is whole only after `model` was extended. */
  bind(entityClass: object): Binding {
    let binding = this.#bindings.get(entityClass);
    if (binding === undefined) {
      const concrete = entityClass as EntityClass; // `this`, `new.target` or `constructor` of a Model
      this.#checkClass(concrete);
      const mapper = new EntityMapper<Entity>(
        this.#definition,
        this.#codec,
        this.#constructorOf(concrete),
      );
      const repositories = bindRepositories(mapper, this.#objectsClass, this.#runtime);
      binding = { mapper, repositories, assign: this.#assignFor(concrete) };
      this.#bindings.set(entityClass, binding);
      this.#latest = concrete;
    }
    return binding;
  }

  /** A third of the cost where no name needs care: entities have these attributes only, and the class none of them. */
  #assignFor({ prototype }: EntityClass): Binding["assign"] {
    const { isClosed, names } = this.#codec;
    const isFree =
      isClosed && names && Array.from(names.keys()).every((name) => !(name in prototype));
    return isFree ? Object.assign : assignAttributes;
  }

  /** Builds entities from storage; the first one shows whether the class lets them be. */
  #constructorOf(entityClass: EntityClass): (hydration: Hydration) => Entity {
    let checked = false;
    return (hydration) => {
      const entity = new entityClass(hydration);
      if (checked) return entity;
      for (const [name, value] of Object.entries(hydration.attributes)) {
        if (Object.is(Reflect.get(entity, name), value)) continue;
        throw new DefinitionError(
          `${this.#definition.name}: the class replaces the attribute ${name} once it is read, as ` +
            `a field of that name does; leave the field out, or write \`declare ${name}\`.`,
        );
      }
      checked = true;
      return entity;
    };
  }

  /** What can be said of a class only once it is whole. @throws DefinitionError */
  #checkClass(entityClass: EntityClass): void {
    const { name, key, schema } = this.#definition;
    const members = ownMembers(entityClass, this.#model.prototype);
    const clash = attributeNames(schema)?.find((attribute) => members.has(attribute));
    if (clash !== undefined) {
      throw new DefinitionError(
        `${name}: the class has a member ${clash}, which is an attribute of its schema; rename one.`,
      );
    }
    const own = members.has("pk") && members.has("sk");
    if (key === undefined && !own) {
      throw new DefinitionError(
        `${name}: give pk and sk templates, or implement pk() and sk() in the class.`,
      );
    }
    if (key !== undefined && (members.has("pk") || members.has("sk"))) {
      throw new DefinitionError(
        `${name}: it has key templates, and pk() or sk() in its class as well; leave one out.`,
      );
    }
  }
}

/**
 * Schemas that are open to any attribute take those too that no entity can have.
 * @throws ValidationError
 */
function checkMembers(attributes: Attributes, definition: ModelDefinition): void {
  const clash = entityMembers(definition).find((member) => Object.hasOwn(attributes, member));
  if (clash === undefined) return;
  throw new ValidationError(definition.name, [
    { path: clash, message: "is a member of every entity" },
  ]);
}

/** The classes between a class and the bare model: their members are the user's. */
function ownMembers(entityClass: EntityClass, model: object): ReadonlySet<string> {
  const members = new Set<string>();
  for (
    let owner: object = entityClass.prototype;
    owner !== model && owner !== Entity.prototype;
    owner = Object.getPrototypeOf(owner)
  ) {
    for (const member of Object.getOwnPropertyNames(owner)) members.add(member);
  }
  members.delete("constructor");
  return members;
}
