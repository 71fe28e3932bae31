/** Reads a name of data: names such as `constructor` are never found on the prototype. */
export function own<Value>(
  record: Readonly<Record<string, Value>>,
  name: string,
): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Writes a name of data: `__proto__` becomes an ordinary member. */
export function assign<Value>(record: Record<string, Value>, name: string, value: Value): void {
  if (name === "__proto__") {
    Object.defineProperty(record, name, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  } else {
    record[name] = value;
  }
}

/** A copy that can be written to; unlike a spread, it is safe to `assign` to. */
export function copyOf<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return { ...record };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
