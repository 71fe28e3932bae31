import type { RememberedTransaction } from "../database.js";
import type { SortedMap } from "../storage/sorted-map.js";

/** The transactions whose tokens are remembered, oldest first; each change is on disk at once. */
export class RememberedTransactions extends Map<string, RememberedTransaction> {
  readonly #kept: SortedMap<RememberedTransaction>;

  constructor(kept: SortedMap<RememberedTransaction>) {
    super();
    this.#kept = kept;
    const loaded: [string, RememberedTransaction][] = [];
    kept.visit("", undefined, false, (transaction, token) => {
      loaded.push([token, transaction]);
      return true;
    });
    loaded.sort(([, a], [, b]) => a.at - b.at);
    for (const [token, transaction] of loaded) super.set(token, transaction);
  }

  override set(token: string, transaction: RememberedTransaction): this {
    this.#kept.set(token, transaction);
    return super.set(token, transaction);
  }

  override delete(token: string): boolean {
    this.#kept.delete(token);
    return super.delete(token);
  }
}
