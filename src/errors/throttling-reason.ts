/** What was over its throughput, as AWS's `ThrottlingReasons` say it. */
export interface ThrottlingReason {
  /** AWS's own name of the reason, such as `"IndexWriteKeyRangeThroughputExceeded"`. */
  readonly reason: string;
  /** The ARN of the table or index, where AWS gives it. */
  readonly resource: string | undefined;
  readonly table: string | undefined;
  /** The index; `undefined` for the table itself. */
  readonly index: string | undefined;
  readonly access: "read" | "write" | undefined;
  /**
   * `hotKey`: the keys of one partition get more than it takes; `provisioned` and `onDemand`: the
   * capacity that is set for the table or index; `account`: the account's own limit.
   */
  readonly limit: "hotKey" | "provisioned" | "onDemand" | "account" | undefined;
}

const LIMITS = {
  KeyRange: "hotKey",
  Provisioned: "provisioned",
  MaxOnDemand: "onDemand",
  Account: "account",
} as const;

const CURES = {
  hotKey: "spread the keys, or cache what is read of them",
  provisioned: "raise its capacity",
  onDemand: "raise its maximum",
  account: "ask AWS for a higher quota",
} as const;

/** Reads a reason of AWS; `undefined` for what is none. */
export function throttlingReason(given: unknown): ThrottlingReason | undefined {
  const reason = textOf(given, "reason");
  if (reason === undefined) return undefined;
  const resource = textOf(given, "resource");
  const [, access] = /(Read|Write)/.exec(reason) ?? [];
  const [, limit] = /(KeyRange|Provisioned|MaxOnDemand|Account)/.exec(reason) ?? [];
  const [, table] = /:table\/([^/]+)/.exec(resource ?? "") ?? [];
  const [, index] = /\/index\/([^/]+)/.exec(resource ?? "") ?? [];
  return Object.freeze({
    reason,
    resource,
    table,
    index,
    access: access === "Read" ? "read" : access === "Write" ? "write" : undefined,
    limit: limit === undefined ? undefined : LIMITS[limit as keyof typeof LIMITS], // as it is matched
  });
}

/** A reason in words, with what helps. */
export function throttlingText({ reason, table, index, access, limit }: ThrottlingReason): string {
  if (limit === undefined) return `${reason}.`;
  const what = access === undefined ? "requests" : `${access}s`;
  const ofTable = table === undefined ? "the table" : `table ${table}`;
  const where = index === undefined ? ofTable : `index ${index} of ${ofTable}`;
  const subject = limit === "hotKey" ? `a hot key: ${what}` : what;
  const over = limit === "account" ? "are over the account's limit" : OVER[limit];
  return `${subject} of ${where} ${over}; ${CURES[limit]}.`;
}

const OVER = {
  hotKey: "are over what one partition takes",
  provisioned: "are over the provisioned capacity",
  onDemand: "are over the on-demand maximum",
} as const;

function textOf(given: unknown, name: "reason" | "resource"): string | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  const value: unknown = Reflect.get(given, name);
  return typeof value === "string" ? value : undefined;
}
