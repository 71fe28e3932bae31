import type { Operation } from "../operation/operation.js";

/** What a method answers in each mode: a manager's own methods, `objects` and `objectsSync`. */
export interface Modes<Result> {
  readonly operation: Operation<Result>;
  readonly async: Promise<Result>;
  readonly sync: Result;
}

export type Mode = keyof Modes<unknown>;

/** What the elements of an input can come from in each mode. */
export interface Inputs<Element> {
  readonly operation: Iterable<Element> | AsyncIterable<Element>;
  readonly async: Iterable<Element> | AsyncIterable<Element>;
  readonly sync: Iterable<Element>;
}

/** How a query can be iterated in each mode. */
export interface Iteration<Model> {
  readonly operation: unknown;
  readonly async: AsyncIterable<Model>;
  readonly sync: Iterable<Model>;
}
