import { parseArgs } from "node:util";
import { type Command, type Terminal, UsageError } from "../command.js";
import { CONFIG_HELP, CONFIG_OPTION, loadConfig } from "../load-config.js";
import { cdk } from "./cdk.js";
import { cloudformation } from "./cloudformation.js";
import { createTableRequest } from "./create-table.js";
import { type IamOptions, iam, outsideTenant } from "./iam.js";
import { type Infra, jsonText } from "./infra.js";
import { terraform } from "./terraform.js";

const FORMATS: ReadonlyMap<string, (infra: Infra, options: IamOptions) => string> = new Map([
  ["cloudformation", cloudformation],
  ["cdk", cdk],
  ["terraform", terraform],
  ["create-table", (infra) => jsonText(createTableRequest(infra))],
  ["iam", iam],
]);

export const INFRA_COMMAND: Command = {
  summary: "the table as CloudFormation, CDK, Terraform or CreateTable; IAM policies",
  help: `Usage: monotable infra --format FORMAT [OPTIONS]

Prints the table that the models need, billed per request, or what a role needs to use it.

  --format FORMAT   cloudformation (JSON), cdk (TypeScript) or terraform: protected from
                    deletion, with point-in-time recovery; create-table: what CreateTable
                    takes; iam: a policy document
  --arn ARN         iam: the table's; in any region and account when left out
  --tenant NAME     iam: only the partitions of the tenant that the caller is tagged with;
                    NAME is the attribute in the keys, and the tag
${CONFIG_HELP}
  --help            print this`,
  run: printInfra,
};

async function printInfra(args: readonly string[], terminal: Terminal): Promise<undefined> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      format: { type: "string" },
      arn: { type: "string" },
      tenant: { type: "string" },
      ...CONFIG_OPTION,
    },
  });
  const { format = "", arn, tenant } = values;
  const print = FORMATS.get(format);
  if (print === undefined) {
    throw new UsageError(`--format takes one of ${[...FORMATS.keys()].join(", ")}.`);
  }
  if (format !== "iam" && (arn ?? tenant) !== undefined) {
    throw new UsageError("--arn and --tenant are for --format iam.");
  }
  const { table, stream = false } = await loadConfig(values.config);
  const infra = { table: table.describe(), stream };
  terminal.print(print(infra, { arn, tenant }));
  for (const note of notesOn(infra, format, tenant)) terminal.complain(note);
}

/** What is to be known beside the text that is printed. */
function notesOn({ table }: Infra, format: string, tenant: string | undefined): readonly string[] {
  if (format === "create-table" && table.ttl !== undefined) {
    const ttl = `Enabled=true,AttributeName=${table.ttl}`;
    return [
      `CreateTable knows no TTL: once the table is active, run\n  aws dynamodb update-time-to-live --table-name ${table.name} --time-to-live-specification ${ttl}`,
    ];
  }
  const outside = tenant === undefined ? [] : outsideTenant(table, tenant);
  if (outside.length === 0) return [];
  return [
    `Not allowed, or not whole, since their items or unique values are in other partitions: ${outside.join(", ")}.`,
  ];
}
