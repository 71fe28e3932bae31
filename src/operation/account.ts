import type { AsyncLocalStorage } from "node:async_hooks";
import type { ConsumedUnits } from "./consumed-units.js";
import type { Observer } from "./observer.js";

/** Adds up what is consumed while it is current. */
export interface Account extends Observer {
  countRequest(): void;
  add(model: string | undefined, units: ConsumedUnits): void;
}

let accounts: AsyncLocalStorage<Account> | undefined;

/** The account of the work that is going on, for the calls that it makes. */
export function currentAccount(): Account | undefined {
  return accounts?.getStore();
}

/** Does some work, whose calls count for the account, also after an `await`. */
export function withAccount<Result>(account: Account, work: () => Result): Result {
  accounts ??= new (process.getBuiltinModule("node:async_hooks").AsyncLocalStorage)();
  return accounts.run(account, work);
}
