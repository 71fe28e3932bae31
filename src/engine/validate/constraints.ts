import { ServiceError } from "../../errors/transport-errors.js";
import { invalid } from "../exception.js";

/** Collects what is wrong with a request's members, to report it together as the service does. */
export class Constraints {
  readonly #problems: string[] = [];

  /** Adds a whole sentence. */
  add(problem: string): this {
    this.#problems.push(problem);
    return this;
  }

  #fail(path: string, value: unknown, constraint: string): this {
    const shown = value === undefined ? "null" : `'${String(value)}'`;
    return this.add(
      `Value ${shown} at '${path}' failed to satisfy constraint: Member must ${constraint}`,
    );
  }

  required(path: string, value: unknown): this {
    return value === undefined ? this.#fail(path, value, "not be null") : this;
  }

  oneOf(path: string, value: string | undefined, allowed: readonly string[]): this {
    if (value === undefined || allowed.includes(value)) return this;
    return this.#fail(path, value, `satisfy enum value set: [${allowed.join(", ")}]`);
  }

  length(path: string, value: string | undefined, least: number, most: number): this {
    if (value === undefined) return this;
    if (value.length < least) {
      return this.#fail(path, value, `have length greater than or equal to ${least}`);
    }
    if (value.length > most) {
      return this.#fail(path, value, `have length less than or equal to ${most}`);
    }
    return this;
  }

  /** The length of a list; its members are not echoed. */
  count(path: string, size: number | undefined, least: number, most: number): this {
    if (size === undefined) return this;
    const shown = size === 0 ? "[]" : "[...]";
    if (size < least)
      return this.#fail(path, shown, `have length greater than or equal to ${least}`);
    if (size > most) return this.#fail(path, shown, `have length less than or equal to ${most}`);
    return this;
  }

  pattern(path: string, value: string | undefined, pattern: RegExp, shown: string): this {
    if (value === undefined || pattern.test(value)) return this;
    return this.#fail(path, value, `satisfy regular expression pattern: ${shown}`);
  }

  range(path: string, value: number | undefined, least: number, most = Infinity): this {
    if (value === undefined) return this;
    if (value < least) {
      return this.#fail(path, value, `have value greater than or equal to ${least}`);
    }
    if (value > most) return this.#fail(path, value, `have value less than or equal to ${most}`);
    return this;
  }

  /** @throws ServiceError ValidationException listing everything that was wrong */
  check(): void {
    if (this.#problems.length > 0) throw this.error();
  }

  error(): Error {
    const count = this.#problems.length;
    return invalid(
      `${count} validation error${count === 1 ? "" : "s"} detected: ${this.#problems.join("; ")}`,
    );
  }
}

/** Counts a refusal by `validate` as the one validation error, as the item writes report theirs. */
export function countingErrors<Result>(validate: () => Result): Result {
  try {
    return validate();
  } catch (error) {
    if (!(error instanceof ServiceError) || error.service !== "ValidationException") throw error;
    const { serviceMessage } = error;
    if (/^\d+ validation errors? detected: /.test(serviceMessage)) throw error;
    throw invalid(`1 validation error detected: ${serviceMessage}`);
  }
}
