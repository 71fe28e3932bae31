import { DefinitionError } from "../errors/errors.js";
import type { Program } from "../operation/effect.js";
import { Operation } from "../operation/operation.js";
import type { Mode, Modes } from "./modes.js";
import { Objects } from "./objects.js";
import { OperationQuery, type QueryMethods } from "./query.js";

/** Runs operations in one of the two modes. */
export interface Runner<In extends Mode> {
  /** The same for the calls of one method, whose name observers are told. */
  named(method: string): Runner<In>;
  run<Result>(program: Program<Result>): Modes<Result>[In];
  /** The same for an operation, which the mode of operations gives as it is. */
  lift<Result>(operation: Operation<Result>): Modes<Result>[In];
  query<Model>(query: OperationQuery<Model>): QueryMethods<Model, In>;
}

/**
 * The face of a manager in one mode: the same methods and getters, with every operation that they
 * give run. The manager itself stays what its class says, so `super`, fields and getters work.
 */
export function createFace<In extends Mode>(
  manager: object,
  runner: Runner<In>,
  own: PropertyDescriptorMap,
): object {
  const face: object = {};
  for (const [name, descriptor] of membersOf(manager)) {
    const lift = lifterOf(runner.named(String(name)));
    Object.defineProperty(face, name, {
      configurable: true,
      enumerable: false,
      ...(typeof descriptor.value === "function"
        ? { value: (...args: unknown[]) => lift(Reflect.apply(descriptor.value, manager, args)) }
        : {
            get: () => lift(Reflect.get(manager, name)),
            set: (value: unknown) => Reflect.set(manager, name, value),
          }),
    });
  }
  return Object.defineProperties(face, own);
}

/** Runs what a member gives, where it is something to run. */
function lifterOf<In extends Mode>(runner: Runner<In>): (result: unknown) => unknown {
  return (result) => {
    if (result instanceof Operation) return runner.lift(result);
    if (result instanceof OperationQuery) return runner.query(result);
    return isGenerator(result) ? runner.run(result) : result;
  };
}

/** The members of a manager, nearest first: its fields, and those of every class up to Objects. */
function membersOf(manager: object): ReadonlyMap<PropertyKey, PropertyDescriptor> {
  const members = new Map<PropertyKey, PropertyDescriptor>();
  for (let owner: object | null = manager; owner !== null; owner = Object.getPrototypeOf(owner)) {
    if (owner === Object.prototype) break;
    for (const name of Reflect.ownKeys(owner)) {
      const descriptor = Object.getOwnPropertyDescriptor(owner, name);
      if (name === "constructor" || descriptor === undefined || members.has(name)) continue;
      members.set(name, descriptor);
    }
  }
  return members;
}

/** Generator methods of a manager are programs; `yield*` in them runs operations. */
function isGenerator(value: unknown): value is Program<unknown> {
  return Object.prototype.toString.call(value) === "[object Generator]";
}

/** A class that a model names as its `objects`. */
export type ObjectsClass = abstract new (...args: never) => unknown;

/**
 * Refuses a manager that is none, or that replaces a persistence method without saying so.
 * @throws DefinitionError
 */
export function checkObjectsClass(candidate: unknown, model: string): void {
  if (typeof candidate !== "function" || !(candidate.prototype instanceof Objects)) {
    throw new DefinitionError(`${model}: objects is a class that extends Objects<${model}>.`);
  }
  const replaces: unknown = Reflect.get(candidate, "replaces");
  const allowed = new Set(Array.isArray(replaces) ? replaces : []);
  for (
    let owner: object = candidate.prototype;
    owner !== Objects.prototype;
    owner = Object.getPrototypeOf(owner)
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (name === "constructor") continue;
      if (Object.prototype.toString.call(value) === "[object AsyncFunction]") {
        // `await this.save(...)` would wait for an operation that nobody runs.
        throw new DefinitionError(
          `${model}: ${candidate.name}.${name} is async, and operations in it would not run; ` +
            `write a generator, *${name}(), with yield* for await.`,
        );
      }
      if (allowed.has(name)) continue;
      if (isRepositoryMethod(name)) throw replaced(model, candidate.name, name);
    }
  }
}

/**
 * Refuses a manager that replaces a persistence method by a field, which its class does not show.
 * @throws DefinitionError
 */
export function checkManagerFields(manager: object, model: string): void {
  const field = Object.getOwnPropertyNames(manager).find(isRepositoryMethod);
  if (field !== undefined) throw replaced(model, manager.constructor.name, field);
}

function isRepositoryMethod(name: string): boolean {
  return Object.hasOwn(Objects.prototype, name) || name === "using" || name === "exportFor";
}

function replaced(model: string, manager: string, name: string): DefinitionError {
  return new DefinitionError(
    `${model}: ${manager}.${name} replaces a method of every repository; rename it, or say that ` +
      `it is on purpose, in a method: static override replaces = ["${name}"].`,
  );
}
