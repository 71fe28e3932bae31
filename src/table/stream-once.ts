import { ArgumentError } from "../errors/errors.js";
import type { ModelDefinition } from "../model/definition.js";
import { collisionExample } from "../model/key-pattern.js";
import { parseKeyTemplate } from "../model/key-template.js";
import { isMarked, MARK_KEY, type Mark, markOperation } from "../operation/once.js";
import { Operation } from "../operation/operation.js";
import { onceStoreOf } from "./once-store.js";
import type { RawRecord } from "./stream-records.js";
import type { OnceOptions, StreamRecord } from "./stream-types.js";

/** A change on its way through a handler. */
export interface LedgerEntry {
  readonly record: StreamRecord;
  /** Whether it was handled before. */
  isMarked(): Promise<boolean>;
  /** Remembers that it is handled, unless its handler did. */
  mark(): Promise<void>;
}

/** What knows which changes were handled. */
export interface Ledger {
  entry(raw: RawRecord): LedgerEntry;
}

const WEEK_SECONDS = 7 * 24 * 60 * 60;

/** Without `once`: nothing is remembered. */
export const noLedger: Ledger = {
  entry: (raw) => ({
    record: unmarkedRecord(raw),
    isMarked: async () => false,
    mark: async () => undefined,
  }),
};

const unmarkable = new Operation<void>(
  // biome-ignore lint/correctness/useYield: it ends before it would
  function* () {
    throw new ArgumentError("streamHandler: record.mark needs `once: { by: eventId, in: table }`.");
  },
);

/** Remembers what was handled in a table. @throws ArgumentError */
export function onceLedger(options: OnceOptions): Ledger {
  const { by, in: table, name = "stream", keepSeconds = WEEK_SECONDS } = options;
  const store = onceStoreOf(table);
  if (store === undefined) {
    throw new ArgumentError("streamHandler: once.in is a table, as defineTable gives it.");
  }
  if (by !== "eventId" && typeof by !== "function") {
    throw new ArgumentError("streamHandler: once.by is eventId, or a function of a record.");
  }
  if (!(keepSeconds > 0) || typeof name !== "string" || name === "") {
    throw new ArgumentError("streamHandler: once.name is a text, once.keepSeconds is over 0.");
  }
  checkMarkKeys(store.models());
  return {
    entry(raw) {
      let marked = false;
      const bare = unmarkedRecord(raw);
      const mark: Mark = {
        table: store.definition,
        tableName: store.tableName(),
        name,
        id: by === "eventId" ? raw.eventId : by(bare),
        keepSeconds,
      };
      const operation = markOperation(mark, () => {
        marked = true;
      });
      return {
        record: { ...bare, mark: operation },
        isMarked: () => store.run(isMarked(mark)),
        async mark() {
          if (!marked) await store.run(operation[Symbol.iterator]());
        },
      };
    },
  };
}

/** What is told of a change that no ledger has an entry of. */
export function unmarkedRecord(raw: RawRecord): StreamRecord {
  const { eventId, sequenceNumber, kind, at, expired } = raw;
  return { eventId, sequenceNumber, kind, at, expired, mark: unmarkable };
}

/** @throws ArgumentError where an item of a model could have the key of a mark */
function checkMarkKeys(models: readonly ModelDefinition[]): void {
  const pk = parseKeyTemplate(MARK_KEY.pk, "once");
  const sk = parseKeyTemplate(MARK_KEY.sk, "once", { sort: true });
  for (const { name, key } of models) {
    if (key === undefined || collisionExample(pk, key.pk) === undefined) continue;
    if (collisionExample(sk, key.sk) === undefined) continue;
    throw new ArgumentError(
      `streamHandler: once: items of ${name} can have the keys of marks, which begin with "ONCE#"; use another table.`,
    );
  }
}
