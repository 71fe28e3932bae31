import type { Action, StoredPath } from "../codec/apply-actions.js";
import type { AttributeValue } from "../codec/attribute-value.js";
import { checkExpression, type ExpressionBuilder } from "../codec/expression.js";
import type { Place } from "../codec/place.js";

/** What an update is to change: its text in an expression, and its path in the item. */
export interface Target {
  readonly text: string;
  readonly path: StoredPath;
}

type ActionKind = Exclude<Action["kind"], "remove">;

/** The clauses of an update expression, the same as data, and what must hold for them to be right. */
export class UpdateClauses {
  readonly actions: Action[] = [];
  readonly conditions: string[] = [];
  readonly #builder: ExpressionBuilder;
  readonly #set: string[] = [];
  readonly #remove: string[] = [];
  readonly #add: string[] = [];
  readonly #delete: string[] = [];

  constructor(builder: ExpressionBuilder) {
    this.#builder = builder;
  }

  /** An attribute by its stored name. */
  attribute(name: string): Target {
    return { text: this.#builder.name(name), path: [name] };
  }

  /** Adds a condition, once. */
  require(condition: string): void {
    if (!this.conditions.includes(condition)) this.conditions.push(condition);
  }

  remove({ text, path }: Target): void {
    this.actions.push({ kind: "remove", path });
    this.#remove.push(text);
  }

  add(kind: ActionKind, { text, path }: Target, value: AttributeValue): void {
    this.actions.push({ kind, path, value });
    const given = (): string => this.#builder.value(value);
    switch (kind) {
      case "set":
        this.#set.push(`${text} = ${given()}`);
        return;
      case "setIfMissing":
        this.#set.push(`${text} = if_not_exists(${text}, ${given()})`);
        return;
      case "append":
        this.#set.push(`${text} = list_append(${this.#listAt(text)}, ${given()})`);
        return;
      case "prepend":
        this.#set.push(`${text} = list_append(${given()}, ${this.#listAt(text)})`);
        return;
      case "add":
        this.#add.push(`${text} ${given()}`);
        return;
      case "subtract":
        this.#delete.push(`${text} ${given()}`);
    }
  }

  /** The clauses as an `UpdateExpression`. @throws ArgumentError where DynamoDB has no room for it */
  expression(): string {
    const clauses = { SET: this.#set, REMOVE: this.#remove, ADD: this.#add, DELETE: this.#delete };
    const texts = Object.entries(clauses).flatMap(([keyword, terms]) =>
      terms.length === 0 ? [] : [`${keyword} ${terms.join(", ")}`],
    );
    return checkExpression(texts.join(" "), "update");
  }

  #listAt(text: string): string {
    return `if_not_exists(${text}, ${this.#builder.value({ L: [] })})`;
  }
}

/** A place as what is to be changed. */
export function targetOf(place: Place): Target {
  return { text: place.text, path: pathOf(place) };
}

/** The path of a place in the item. */
export function pathOf({ parent, key }: Place): StoredPath {
  return parent === undefined ? [key] : [...pathOf(parent), key];
}
