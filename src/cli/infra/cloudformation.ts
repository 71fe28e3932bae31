import { createTableRequest, STREAM_IMAGES } from "./create-table.js";
import { type Infra, jsonText, pascalCase } from "./infra.js";

/** A template of CloudFormation with the table, protected from deletion. */
export function cloudformation(infra: Infra): string {
  const { table, stream } = infra;
  const { StreamSpecification: _, ...request } = createTableRequest(infra);
  const id = `${pascalCase(table.name)}Table`;
  return jsonText({
    AWSTemplateFormatVersion: "2010-09-09",
    Description: `The table ${table.name}`,
    Resources: {
      [id]: {
        Type: "AWS::DynamoDB::Table",
        DeletionPolicy: "Retain",
        UpdateReplacePolicy: "Retain",
        Properties: {
          ...request,
          ...(table.ttl !== undefined && {
            TimeToLiveSpecification: { AttributeName: table.ttl, Enabled: true },
          }),
          ...(stream && { StreamSpecification: STREAM_IMAGES }),
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          DeletionProtectionEnabled: true,
        },
      },
    },
    Outputs: {
      TableName: { Value: { Ref: id } },
      TableArn: { Value: { "Fn::GetAtt": [id, "Arn"] } },
      ...(stream && { StreamArn: { Value: { "Fn::GetAtt": [id, "StreamArn"] } } }),
    },
  });
}
