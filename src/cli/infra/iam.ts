import type { KeyDescription, TableDescription } from "../../table/describe.js";
import { UsageError } from "../command.js";
import { type Infra, jsonText } from "./infra.js";

export interface IamOptions {
  /** The table's ARN; that of any region and account when left out. */
  readonly arn?: string | undefined;
  /** The attribute that says in partition keys whose items they are, and the tag of the caller. */
  readonly tenant?: string | undefined;
}

const READS = ["GetItem", "BatchGetItem", "Query"];
const WRITES = ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "ConditionCheckItem"];
const STREAM = ["DescribeStream", "GetRecords", "GetShardIterator"];

/** What a policy lets happen to partitions: any, or those of a pattern. */
type Condition = { readonly Condition?: object };

/**
 * A policy document that allows what the library does with the items of a table, and nothing else:
 * reads, queries of indexes, scans, writes and the stream in statements of their own, to leave out
 * what a role does not do.
 * @throws UsageError where no partition key has the tenant's attribute
 */
export function iam({ table, stream }: Infra, { arn, tenant }: IamOptions): string {
  const resource = arn ?? `arn:aws:dynamodb:*:*:table/${table.name}`;
  const own = tenant === undefined ? undefined : partitionsOf(table, tenant);
  const limit = (index?: string): Condition => (own === undefined ? {} : own.only(index));
  const indexes = table.indexes
    .filter(({ name, models }) => models.length > 0 && (own === undefined || own.has(name)))
    .map(({ name }) => ({
      ...statement(`Query${name}`, ["Query"], `${resource}/index/${name}`),
      ...limit(name),
    }));
  return jsonText({
    Version: "2012-10-17",
    Statement: named([
      { ...statement("ReadItems", READS, resource), ...limit() },
      ...indexes,
      // A scan reads the partitions of all tenants: no condition can narrow it.
      ...(own === undefined ? [statement("ScanTable", ["Scan"], resource)] : []),
      { ...statement("WriteItems", WRITES, resource), ...limit() },
      // Nor a stream, which has the changes of all of them.
      ...(stream && own === undefined
        ? [
            statement("ReadStream", STREAM, `${resource}/stream/*`),
            statement("ListStreams", ["ListStreams"], "*"),
          ]
        : []),
    ]),
  });
}

/** Statements with names that are there once each: those of some indexes differ in other characters only. */
function named<Statement extends { readonly Sid: string }>(
  statements: readonly Statement[],
): readonly Statement[] {
  const sids = statements.map(({ Sid }) => Sid);
  return statements.map((one, index) =>
    sids.indexOf(one.Sid) === index ? one : { ...one, Sid: `${one.Sid}${index}` },
  );
}

/** The models that a tenant cannot use whole: of other partitions, or with markers in others. */
export function outsideTenant(table: TableDescription, tenant: string): readonly string[] {
  return table.models
    .filter(({ key, unique }) => !patternOf(key?.pk, tenant) || unique.length > 0)
    .map(({ name }) => name);
}

function statement(sid: string, actions: readonly string[], resource: string) {
  return {
    Sid: sid.replaceAll(/[^A-Za-z0-9]/g, ""), // the only characters that it may have
    Effect: "Allow",
    Action: actions.map((action) => `dynamodb:${action}`),
    Resource: resource,
  };
}

/** The partitions of the tenant that the caller is tagged with. @throws UsageError */
function partitionsOf(table: TableDescription, tenant: string) {
  const patterns = new Map<string | undefined, Set<string>>();
  for (const { key, indexes } of table.models) {
    const keys = [{ name: undefined, pk: key?.pk }, ...indexes];
    for (const { name, pk } of keys) {
      const pattern = patternOf(pk, tenant);
      if (pattern !== undefined) patterns.set(name, (patterns.get(name) ?? new Set()).add(pattern));
    }
  }
  if (!patterns.has(undefined)) {
    throw new UsageError(
      `--tenant: no model has {${tenant}} as the first value of its partition key, which a policy could compare.`,
    );
  }
  return {
    has: (index: string): boolean => patterns.has(index),
    only: (index: string | undefined): Condition => ({
      Condition: {
        "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [...(patterns.get(index) ?? [])] },
        // "For all values" holds where there is none: a request without keys must not pass.
        Null: { "dynamodb:LeadingKeys": "false" },
      },
    }),
  };
}

/**
 * The partition keys of one tenant, whose value stands first in them, as text. Values have no `#`
 * and what follows one begins with it or ends the key: the pattern of `a` matches no key of `ab`.
 */
function patternOf(key: KeyDescription | undefined, tenant: string): string | undefined {
  const [, before, name, after] =
    /^([^{]*)\{([^}:]*)(?::raw)?\}(.*)$/s.exec(key?.template ?? "") ?? [];
  if (before === undefined || name !== tenant || after === undefined) return undefined;
  const value = `\${aws:PrincipalTag/${tenant}}`;
  const next = after.indexOf("{");
  const end = next < 0 ? literal(after) : `${literal(after.slice(0, next))}*`;
  return `${literal(before)}${value}${end}`;
}

/** A text as `StringLike` matches it. */
function literal(text: string): string {
  return text.replaceAll(/[*?$]/g, (character) => `\${${character}}`);
}
