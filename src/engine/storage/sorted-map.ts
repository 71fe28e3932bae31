/** A map in the order of its keys' UTF-16 code units. Its values are plain data. */
export interface SortedMap<Value> {
  readonly size: number;
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  /** Lets go of the content; the map is not used again. */
  drop(): void;
  /**
   * Visits the entries with `from` <= key < `to` in order, or from the last to the first, until
   * `visit` answers false. The map itself must not change meanwhile; others may.
   */
  visit(
    from: string,
    to: string | undefined,
    reverse: boolean,
    visit: (value: Value, key: string) => boolean,
  ): void;
  /** An independent map with the same content, in constant time. */
  snapshot(): SortedMap<Value>;
}

/** Opens the map of that name: empty, or where content is kept on disk, with what it had. */
export type OpenMap = <Value>(name: string) => SortedMap<Value>;
