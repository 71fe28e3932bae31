import type { AsyncRepository, SyncRepository } from "../../src/index.js";

/** A class of a model, as far as its repositories go. */
interface HasRepositories<Model, Manager> {
  readonly objects: AsyncRepository<Model, Manager>;
  readonly objectsSync: SyncRepository<Model, Manager>;
}

export type TestedMode = "async" | "sync";

/**
 * A model's repository in a mode, with the interface of the async one: each test is written once.
 * What the blocking one answers or throws becomes a promise.
 */
export function inMode<Model, Manager>(
  model: HasRepositories<Model, Manager>,
  mode: TestedMode,
): AsyncRepository<Model, Manager> {
  return mode === "async" ? model.objects : asPromised(model.objectsSync);
}

/** The blocking repository as if it were the async one. */
export function asPromised<Model, Manager>(
  repository: SyncRepository<Model, Manager>,
): AsyncRepository<Model, Manager> {
  // The same members, each answering as the async mode's would.
  return promised(repository) as unknown as AsyncRepository<Model, Manager>;
}

function promised(repository: object): object {
  return new Proxy(repository, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      if (name === "using") return (other: unknown) => promised(member(other));
      return (...args: unknown[]) => {
        if (isQueryMethod(name, target)) return lift(member(...args));
        try {
          return lift(member(...args));
        } catch (error) {
          return Promise.reject(error);
        }
      };
    },
  });
}

/** A query is made at once in both modes: what is wrong with it is thrown, not rejected. */
function isQueryMethod(name: PropertyKey, repository: object): boolean {
  return name === "query" && name in repository;
}

interface AnyQuery extends Iterable<unknown> {
  all(): unknown;
  first(): unknown;
  page(options?: unknown): unknown;
  count(): unknown;
  explain(): unknown;
}

function lift(result: unknown): unknown {
  return isQuery(result) ? promisedQuery(result) : Promise.resolve(result);
}

function isQuery(value: unknown): value is AnyQuery {
  return typeof value === "object" && value !== null && "explain" in value && "page" in value;
}

function promisedQuery(query: AnyQuery): object {
  return {
    all: async () => query.all(),
    first: async () => query.first(),
    page: async (options?: unknown) => query.page(options),
    count: async () => query.count(),
    explain: () => query.explain(),
    async *[Symbol.asyncIterator]() {
      yield* query;
    },
  };
}
