import type { KeyNames } from "../../model/definition.js";
import { type Infra, pascalCase } from "./infra.js";

/** A module in TypeScript with a construct of the AWS CDK: the table, protected from deletion. */
export function cdk({ table, stream }: Infra): string {
  const imports = ["AttributeType", "Billing", ...(stream ? ["StreamViewType"] : []), "TableV2"];
  const indexes = table.indexes.flatMap(({ name, keys }) => [
    "        {",
    `          indexName: ${JSON.stringify(name)},`,
    ...keyLines(keys, "          "),
    "        },",
  ]);
  return [
    'import { RemovalPolicy } from "aws-cdk-lib";',
    `import { ${imports.join(", ")} } from "aws-cdk-lib/aws-dynamodb";`,
    'import type { Construct } from "constructs";',
    "",
    `export class ${pascalCase(table.name)}Table extends TableV2 {`,
    "  constructor(scope: Construct, id: string) {",
    "    super(scope, id, {",
    `      tableName: ${JSON.stringify(table.name)},`,
    ...keyLines(table.keys, "      "),
    ...(indexes.length === 0 ? [] : ["      globalSecondaryIndexes: [", ...indexes, "      ],"]),
    ...(table.ttl === undefined
      ? []
      : [`      timeToLiveAttribute: ${JSON.stringify(table.ttl)},`]),
    ...(stream ? ["      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,"] : []),
    "      billing: Billing.onDemand(),",
    "      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },",
    "      deletionProtection: true,",
    "      removalPolicy: RemovalPolicy.RETAIN,",
    "    });",
    "  }",
    "}",
  ].join("\n");
}

function keyLines({ pk, sk }: KeyNames, indent: string): readonly string[] {
  const line = (property: string, name: string): string =>
    `${indent}${property}: { name: ${JSON.stringify(name)}, type: AttributeType.STRING },`;
  return [line("partitionKey", pk), ...(sk === undefined ? [] : [line("sortKey", sk)])];
}
