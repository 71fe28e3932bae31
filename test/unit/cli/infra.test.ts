import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parse } from "@cdktf/hcl2json";
import { lintPolicy, validateIdentityPolicy } from "@cloud-copilot/iam-policy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { iam } from "../../../src/cli/infra/iam.js";
import { createEngine } from "../../../src/engine/create-engine.js";
import { defineTable } from "../../../src/index.js";
import { createHttpTransport } from "../../../src/transport/http.js";
import { schemaProblems } from "../../support/cloudformation-schema.js";
import { dynamodbLocal } from "../../support/engines.js";
import { projectOf } from "./config-fixture.js";
import { FULL, outcomeOf, PLAIN } from "./outcome.js";

const key = (pk: string, sk?: string) => [
  { AttributeName: pk, KeyType: "HASH" },
  ...(sk === undefined ? [] : [{ AttributeName: sk, KeyType: "RANGE" }]),
];
const index = (IndexName: string, pk: string, sk?: string) => ({
  IndexName,
  KeySchema: key(pk, sk),
  Projection: { ProjectionType: "ALL" },
});
const texts = (...names: string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: "S" }));

/** The table of the full configuration, as CreateTable takes it. */
const FULL_TABLE = {
  TableName: "field-data.v2",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: texts("PK", "SK", "GSI1PK", "GSI1SK", "byMail", "idlePk", "idleSk"),
  KeySchema: key("PK", "SK"),
  GlobalSecondaryIndexes: [
    index("GSI1", "GSI1PK", "GSI1SK"),
    index("ByMail", "byMail"),
    index("Idle", "idlePk", "idleSk"),
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
};
const PLAIN_TABLE = {
  TableName: "notes",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: texts("id", "sort"),
  KeySchema: key("id", "sort"),
};

async function infra(config: string, format: string, ...options: string[]) {
  const outcome = await outcomeOf("infra", "--config", config, "--format", format, ...options);
  expect(outcome.status).toBe(0);
  return outcome;
}

describe("infra --format create-table", () => {
  test("prints what CreateTable takes, and how items expire", async () => {
    const full = await infra(FULL, "create-table");
    expect(JSON.parse(full.printed)).toEqual(FULL_TABLE);
    expect(full.complaints).toBe(
      "CreateTable knows no TTL: once the table is active, run\n" +
        "  aws dynamodb update-time-to-live --table-name field-data.v2 " +
        "--time-to-live-specification Enabled=true,AttributeName=expiresAt",
    );
    const plain = await infra(PLAIN, "create-table");
    expect([JSON.parse(plain.printed), plain.complaints]).toEqual([PLAIN_TABLE, ""]);
  });

  test("is accepted by the embedded engine and by DynamoDB Local", async () => {
    const credentials = { accessKeyId: "infra", secretAccessKey: "infra" };
    const local = { endpoint: await dynamodbLocal(), region: "local", credentials };
    for (const transport of [createEngine(), createHttpTransport(local)]) {
      for (const config of [FULL, PLAIN]) {
        const input = JSON.parse((await infra(config, "create-table")).printed);
        const reply = await transport.send({ operation: "CreateTable", input });
        expect(reply.TableDescription).toMatchObject({ TableName: input.TableName });
        const { TableName } = input;
        await transport.send({ operation: "DeleteTable", input: { TableName } });
      }
      await transport.close();
    }
  });
});

/** What a protected table has in CloudFormation beside its keys and indexes. */
const PROTECTED = {
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  DeletionProtectionEnabled: true,
};

describe("infra --format cloudformation", () => {
  test("prints a template whose table fits the schema of its type", async () => {
    const template = JSON.parse((await infra(FULL, "cloudformation")).printed);
    expect(template).toEqual({
      AWSTemplateFormatVersion: "2010-09-09",
      Description: "The table field-data.v2",
      Resources: {
        FieldDataV2Table: {
          Type: "AWS::DynamoDB::Table",
          DeletionPolicy: "Retain",
          UpdateReplacePolicy: "Retain",
          Properties: {
            ...FULL_TABLE,
            ...PROTECTED,
            StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
            TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
          },
        },
      },
      Outputs: {
        TableName: { Value: { Ref: "FieldDataV2Table" } },
        TableArn: { Value: { "Fn::GetAtt": ["FieldDataV2Table", "Arn"] } },
        StreamArn: { Value: { "Fn::GetAtt": ["FieldDataV2Table", "StreamArn"] } },
      },
    });
    const plain = JSON.parse((await infra(PLAIN, "cloudformation")).printed);
    const { Type, Properties } = plain.Resources.NotesTable;
    expect([Properties, Object.keys(plain.Outputs)]).toEqual([
      { ...PLAIN_TABLE, ...PROTECTED },
      ["TableName", "TableArn"],
    ]);
    expect(await schemaProblems(Type, Properties)).toEqual([]);
    expect(await schemaProblems(Type, template.Resources.FieldDataV2Table.Properties)).toEqual([]);
  });

  test("is told from what the schema does not allow", async () => {
    const wrong = { BillingMode: 1, KeySchema: [{ Name: "PK" }], Ttl: {} };
    expect((await schemaProblems("AWS::DynamoDB::Table", wrong)).toSorted()).toEqual([
      "AWS::DynamoDB::Table.BillingMode is no string",
      "AWS::DynamoDB::Table.KeySchema[0].AttributeName is missing",
      "AWS::DynamoDB::Table.KeySchema[0].KeyType is missing",
      "AWS::DynamoDB::Table.KeySchema[0].Name is unknown",
      "AWS::DynamoDB::Table.Ttl is unknown",
    ]);
  });
});

describe("infra --format cdk", () => {
  let folder: string;
  beforeAll(() => {
    folder = projectOf({}, ["aws-cdk-lib", "constructs", "typescript", "@types"]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Has the AWS CDK make the constructs, which TypeScript has checked; answers their resources. */
  async function synthesized(constructs: Readonly<Record<string, string>>) {
    const names = Object.keys(constructs);
    for (const [name, config] of Object.entries(constructs)) {
      writeFileSync(join(folder, `${name}.ts`), `${(await infra(config, "cdk")).printed}\n`);
    }
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(
      join(folder, "main.ts"),
      `import { App, Stack } from "aws-cdk-lib";
       ${names.map((name) => `import { ${name} } from "./${name}.js";`).join("\n")}
       const app = new App();
       const env = { account: "123456789012", region: "eu-west-1" };
       const templates = [${names.join(", ")}].map((Table, index) => {
         const stack = new Stack(app, "Stack" + index, { env });
         const table: { readonly tableArn: string } = new Table(stack, "Table");
         return { stack, arn: table.tableArn };
       });
       const assembly = app.synth();
       console.log(JSON.stringify(
         templates.map(({ stack }) => Object.values(assembly.getStackByName(stack.stackName).template.Resources)),
       ));`,
    );
    const script = fileURLToPath(
      new URL("../../../node_modules/typescript/bin/tsc", import.meta.url),
    );
    const options =
      "--strict --noEmit --skipLibCheck --module nodenext --target es2022 --types node";
    const run = promisify(execFile);
    await run(process.execPath, [script, ...options.split(" "), "main.ts"], { cwd: folder });
    const tsx = import.meta.resolve("tsx");
    const { stdout } = await run(process.execPath, ["--import", tsx, "main.ts"], { cwd: folder });
    const resources: readonly (readonly { readonly Type: string }[])[] = JSON.parse(stdout);
    return resources.map((all) => all.filter(({ Type }) => Type === "AWS::DynamoDB::GlobalTable"));
  }

  test("prints constructs that compile, and that the CDK makes the tables of", async () => {
    const { StreamSpecification: _, ...table } = FULL_TABLE;
    const [full, plain] = await synthesized({ FieldDataV2Table: FULL, NotesTable: PLAIN });
    expect(full).toEqual([
      {
        Type: "AWS::DynamoDB::GlobalTable",
        DeletionPolicy: "Retain",
        UpdateReplacePolicy: "Retain",
        Properties: {
          ...table,
          AttributeDefinitions: expect.toSatisfy(sameMembers(FULL_TABLE.AttributeDefinitions)),
          StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
          TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
          Replicas: [
            {
              Region: "eu-west-1",
              ...PROTECTED,
              GlobalSecondaryIndexes: ["GSI1", "ByMail", "Idle"].map((IndexName) => ({
                IndexName,
              })),
            },
          ],
        },
      },
    ]);
    expect(plain).toEqual([
      {
        Type: "AWS::DynamoDB::GlobalTable",
        DeletionPolicy: "Retain",
        UpdateReplacePolicy: "Retain",
        Properties: { ...PLAIN_TABLE, Replicas: [{ Region: "eu-west-1", ...PROTECTED }] },
      },
    ]);
  });
});

const sameMembers = (expected: readonly object[]) => (actual: readonly object[]) => {
  const sorted = (members: readonly object[]) =>
    members.map((one) => JSON.stringify(one)).toSorted();
  return JSON.stringify(sorted(actual)) === JSON.stringify(sorted(expected));
};

describe("infra --format terraform", () => {
  test("prints HCL that Terraform's own parser reads as the table", async () => {
    const attributes = (...names: string[]) => names.map((name) => ({ name, type: "S" }));
    const full = await parse("full.tf", (await infra(FULL, "terraform")).printed);
    expect(full).toEqual({
      resource: {
        aws_dynamodb_table: {
          field_data_v2: [
            {
              name: "field-data.v2",
              billing_mode: "PAY_PER_REQUEST",
              hash_key: "PK",
              range_key: "SK",
              deletion_protection_enabled: true,
              stream_enabled: true,
              stream_view_type: "NEW_AND_OLD_IMAGES",
              attribute: attributes("PK", "SK", "GSI1PK", "GSI1SK", "byMail", "idlePk", "idleSk"),
              global_secondary_index: [
                { name: "GSI1", hash_key: "GSI1PK", range_key: "GSI1SK", projection_type: "ALL" },
                { name: "ByMail", hash_key: "byMail", projection_type: "ALL" },
                { name: "Idle", hash_key: "idlePk", range_key: "idleSk", projection_type: "ALL" },
              ],
              ttl: [{ attribute_name: "expiresAt", enabled: true }],
              point_in_time_recovery: [{ enabled: true }],
            },
          ],
        },
      },
    });
    const plain = await parse("plain.tf", (await infra(PLAIN, "terraform")).printed);
    expect(plain).toEqual({
      resource: {
        aws_dynamodb_table: {
          notes: [
            {
              name: "notes",
              billing_mode: "PAY_PER_REQUEST",
              hash_key: "id",
              range_key: "sort",
              deletion_protection_enabled: true,
              attribute: attributes("id", "sort"),
              point_in_time_recovery: [{ enabled: true }],
            },
          ],
        },
      },
    });
  });
});

interface Statement {
  readonly Sid: string;
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition?: {
    readonly "ForAllValues:StringLike": { readonly "dynamodb:LeadingKeys": readonly string[] };
  };
}

/** A policy's value for what the caller is tagged with. */
const TAG = `\${${"aws:PrincipalTag/tenantId"}}`;

/** A policy, checked as IAM does. */
async function policyOf(...options: string[]) {
  const { printed, complaints } = await infra(FULL, "iam", ...options);
  const document = JSON.parse(printed);
  expect([validateIdentityPolicy(document), lintPolicy(document)]).toEqual([[], []]);
  const statements: readonly Statement[] = document.Statement;
  return { document, statements, complaints };
}

const ARN = "arn:aws:dynamodb:eu-west-1:123456789012:table/field-data.v2";
const READS = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"];
const WRITES = ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "ConditionCheckItem"].map(
  (action) => `dynamodb:${action}`,
);

describe("infra --format iam", () => {
  test("prints a policy with statements of their own for reads, indexes, scans, writes and the stream", async () => {
    const { document, complaints } = await policyOf("--arn", ARN);
    expect(complaints).toBe("");
    const allow = (Sid: string, Action: readonly string[], Resource: string) => ({
      Sid,
      Effect: "Allow",
      Action,
      Resource,
    });
    const stream = ["DescribeStream", "GetRecords", "GetShardIterator"];
    expect(document).toEqual({
      Version: "2012-10-17",
      Statement: [
        allow("ReadItems", READS, ARN),
        allow("QueryGSI1", ["dynamodb:Query"], `${ARN}/index/GSI1`),
        allow("QueryByMail", ["dynamodb:Query"], `${ARN}/index/ByMail`),
        allow("ScanTable", ["dynamodb:Scan"], ARN),
        allow("WriteItems", WRITES, ARN),
        allow(
          "ReadStream",
          stream.map((action) => `dynamodb:${action}`),
          `${ARN}/stream/*`,
        ),
        allow("ListStreams", ["dynamodb:ListStreams"], "*"),
      ],
    });
    expect((await policyOf()).statements[0]?.Resource).toBe(
      "arn:aws:dynamodb:*:*:table/field-data.v2",
    );
  });

  test("keeps a tenant to its own partitions: no scan, no stream, no index of others", async () => {
    const { document, complaints } = await policyOf("--arn", ARN, "--tenant", "tenantId");
    const own = `TENANT#${TAG}`;
    const allow = (Sid: string, Action: readonly string[], Resource: string, keys: string[]) => ({
      Sid,
      Effect: "Allow",
      Action,
      Resource,
      Condition: {
        "ForAllValues:StringLike": { "dynamodb:LeadingKeys": keys },
        Null: { "dynamodb:LeadingKeys": "false" },
      },
    });
    const partitions = [own, `${own}#READINGS#*`];
    expect(document.Statement).toEqual([
      allow("ReadItems", READS, ARN, partitions),
      allow("QueryGSI1", ["dynamodb:Query"], `${ARN}/index/GSI1`, [`${own}#*`]),
      allow("WriteItems", WRITES, ARN, partitions),
    ]);
    expect(complaints).toBe(
      "Not allowed, or not whole, since their items or unique values are in other partitions: Person.",
    );
  });

  test("tells tenants apart whose names begin alike", async () => {
    const { statements } = await policyOf("--tenant", "tenantId");
    const allows = (tenant: string, partition: string): boolean =>
      statements.some(({ Condition }) =>
        Condition?.["ForAllValues:StringLike"]["dynamodb:LeadingKeys"].some((pattern) =>
          isLike(pattern.replace(TAG, tenant), partition),
        ),
      );
    const partitions = [
      "TENANT#a",
      "TENANT#a#READINGS#d1",
      "TENANT#a#up",
      "TENANT#ab",
      "TENANT#ab#up",
      "PERSON#a",
    ];
    expect(partitions.filter((partition) => allows("a", partition))).toEqual([
      "TENANT#a",
      "TENANT#a#READINGS#d1",
      "TENANT#a#up",
    ]);
    expect(partitions.filter((partition) => allows("", partition))).toEqual([]);
  });
});

/** `StringLike` of IAM, for patterns with `*` only. */
function isLike(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.#$]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}

describe("infra", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "monotable-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    [[], "--format takes one of cloudformation, cdk, terraform, create-table, iam."],
    [["--format", "pulumi"], "--format takes one of cloudformation"],
    [["--format", "cdk", "--tenant", "x"], "--arn and --tenant are for --format iam."],
    [["--format", "cdk", "extra"], "Unexpected argument 'extra'"],
    [
      ["--format", "iam", "--config", FULL, "--tenant", "deviceId"],
      "--tenant: no model has {deviceId}",
    ],
    [["--format", "iam", "--config", FULL, "--tenant", "mail"], "--tenant: no model has {mail}"],
  ])("ends with status 2 for %j", async (args, complaint) => {
    const { status, printed, complaints } = await outcomeOf("infra", ...args);
    expect([status, printed]).toEqual([2, ""]);
    expect(complaints).toContain(complaint);
    expect(complaints).toContain("Usage: monotable infra --format FORMAT");
  });

  test("ends with status 1 where there is no configuration", async () => {
    const config = join(folder, "none.ts");
    expect(await outcomeOf("infra", "--format", "iam", "--config", config)).toEqual({
      status: 1,
      printed: "",
      complaints: `There is no file ${config}.`,
    });
  });
});

test("statements have names of their own, whatever their indexes are called", () => {
  const table = defineTable({
    name: "t",
    indexes: { "by-mail": { pk: "a", sk: "b" }, by_mail: { pk: "c", sk: "d" } },
  });
  table.model<{ id: string }>("Person")({
    schema: z.object({ id: z.string() }),
    pk: "PERSON#{id}",
    sk: "PERSON",
    indexes: {
      "by-mail": { pk: "A#{id}", sk: "A" },
      by_mail: { pk: "B#{id}", sk: "B" },
    },
  });
  const policy = JSON.parse(iam({ table: table.describe(), stream: false }, {}));
  const sids = policy.Statement.map(({ Sid }: Statement) => Sid);
  expect(new Set(sids).size).toBe(sids.length);
  expect(sids.filter((sid: string) => sid.startsWith("Querybymail"))).toHaveLength(2);
});
