import type { AsyncRepository, SyncRepository } from "../../src/index.js";

/** A class of a model, as far as its repositories go. */
interface HasRepositories<Model, Manager> {
  readonly objects: AsyncRepository<Model, Manager>;
  readonly objectsSync: SyncRepository<Model, Manager>;
}

export type TestedMode = "async" | "sync";

/**
 * A model's repository in a mode, with the interface of the async one: each test is written once.
 * What the blocking one answers becomes a promise; what it throws is thrown.
 */
export function inMode<Model, Manager>(
  model: HasRepositories<Model, Manager>,
  mode: TestedMode,
): AsyncRepository<Model, Manager> {
  // The same members, each answering as the async mode's would.
  return mode === "async" ? model.objects : (promised(model.objectsSync) as typeof model.objects);
}

function promised(repository: object): object {
  return new Proxy(Object.freeze({}), {
    get(_target, name) {
      const member: unknown = Reflect.get(repository, name);
      if (typeof member !== "function") return member;
      if (name === "using") return (target: unknown) => promised(member(target));
      return (...args: unknown[]) => lift(member(...args));
    },
  });
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
