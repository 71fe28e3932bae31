/**
 * A value as DynamoDB's JSON carries it; binary values are base64 text, numbers decimal text.
 * Source: "AttributeValue" in the API reference.
 */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly M: Item }
  | { readonly L: readonly AttributeValue[] }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] };

/** The stored attributes of an item, or of a map in it, by name. */
export type Item = Record<string, AttributeValue>;

/** The name of a stored type. */
export type StoredType = AttributeValue extends infer Value
  ? Value extends unknown
    ? keyof Value
    : never
  : never;

/** Sets an attribute as the item's own, whatever it is called (`__proto__` is a name like any). */
export function setOwn<Value>(target: Record<string, Value>, name: string, value: Value): void {
  if (name === "__proto__") {
    Object.defineProperty(target, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  } else {
    target[name] = value;
  }
}

/** Reads an object's own property; what it inherits (`constructor`, `toString`) is not there. */
export function getOwn<Value>(
  source: Readonly<Record<string, Value>>,
  name: string,
): Value | undefined {
  return INHERITED.has(name) && !Object.hasOwn(source, name) ? undefined : source[name];
}

const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));
