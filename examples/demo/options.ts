import { parseArgs } from "node:util";

export const USAGE = `Usage: npm run demo -- [options]

Stores the world's largest cities in one DynamoDB table, answers five questions with
promises and blocking, and reads everything back through the bare AWS SDK.

  --count N        how many cities, at least 10 (25,000 when left out)
  --all            all of them
  --sync           ingest through the blocking repository
  --endpoint URL   an engine to use, such as https://dynamodb.eu-central-1.amazonaws.com;
                   without it an embedded one is started, which needs nothing but Node
  --region R       its region (the environment's when left out)
  --table T        the table's name (monotable-demo when left out); it is made where it is
                   missing, has to hold nothing else, and is left in place
  --help           this text

Credentials for an endpoint come from the environment, as for any AWS tool; for an
engine on this machine none are needed.
Exit codes: 0 all items match, 1 they do not or something failed, 2 wrong options.
`;

export interface DemoOptions {
  readonly count: number;
  readonly sync: boolean;
  readonly table: string;
  readonly help: boolean;
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
}

/** The command line is not one that the demo understands. */
export class UsageError extends Error {}

/** Reads the command line. @throws UsageError */
export function readOptions(args: readonly string[]): DemoOptions {
  const values = parse(args);
  const { all, count, endpoint, region, table = "monotable-demo" } = values;
  if (all && count !== undefined) throw new UsageError("--all and --count exclude each other.");
  if (count !== undefined && !/^[1-9]\d{1,8}$/.test(count)) {
    throw new UsageError("--count is a whole number of at least 10.");
  }
  if (endpoint !== undefined && !isWebAddress(endpoint)) {
    throw new UsageError("--endpoint is a URL that begins with http:// or https://.");
  }
  if (region !== undefined && endpoint === undefined) {
    throw new UsageError("--region goes with --endpoint; the embedded engine has no regions.");
  }
  return {
    count: all ? Infinity : Number(count ?? 25_000),
    sync: values.sync,
    help: values.help,
    table,
    endpoint,
    region,
  };
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        all: { type: "boolean", default: false },
        count: { type: "string" },
        sync: { type: "boolean", default: false },
        endpoint: { type: "string" },
        region: { type: "string" },
        table: { type: "string" },
        help: { type: "boolean", default: false },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
