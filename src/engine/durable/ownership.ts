import { ConfigurationError } from "../../errors/errors.js";
import { diskKey } from "./disk-key.js";
import type { Lmdb } from "./lmdb.js";

/** In the catalog's settings: the process that has the content open. */
const OWNER = diskKey(0, "owner");

/**
 * Makes this process the only one to use the content, until it closes it or ends.
 *
 * Every process that has the content open holds a reader slot of LMDB, which frees the slots of
 * processes that have ended: so an owner without a slot is gone, even if its number is in use again.
 * @throws ConfigurationError where another process has the content open
 */
export function takeOwnership(lmdb: Lmdb, path: string): void {
  lmdb.get(OWNER); // takes this process's slot, which it keeps
  lmdb.transactionSync(() => {
    lmdb.readerCheck();
    const owner = Number(lmdb.get(OWNER) ?? process.pid);
    if (owner !== process.pid && hasSlot(lmdb, owner)) throw inUse(path, `process ${owner}`);
    lmdb.putSync(OWNER, String(process.pid));
  });
}

function hasSlot(lmdb: Lmdb, processId: number): boolean {
  const lines = [lmdb.readerList()].flat().join("").split("\n");
  return lines.some((line) => Number(line.trim().split(/\s+/)[0]) === processId);
}

export function inUse(path: string, by: string): ConfigurationError {
  return new ConfigurationError(
    `${path} is in use by ${by}: one engine at a time may have it open. ` +
      "Close that engine, or give this one a path of its own.",
  );
}
