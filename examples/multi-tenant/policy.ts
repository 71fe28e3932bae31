import type { TransportRequest } from "monotable";

/** The partitions of a tenant: a key that is one of these, or begins with the second. */
export const partitionsOf = (tenant: string) => [`TENANT#${tenant}`, `TENANT#${tenant}#*`] as const;

/**
 * The session policy of a tenant's credentials. In AWS a connection has a function for them:
 * `{ region, credentials: () => assumeRole({ RoleArn, Policy: JSON.stringify(policyOf(tenant, arn)) }) }`.
 */
export function policyOf(tenant: string, tableArn: string) {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        // No Scan: it reads all tenants' partitions.
        Action: ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"].map(
          (action) => `dynamodb:${action}`,
        ),
        Resource: [tableArn, `${tableArn}/index/*`],
        Condition: {
          "ForAllValues:StringLike": { "dynamodb:LeadingKeys": partitionsOf(tenant) },
          // "For all values" holds where there is none: a request without keys must not pass.
          Null: { "dynamodb:LeadingKeys": "false" },
        },
      },
    ],
  };
}

/** Whether that policy lets a request through: what AWS decides, for engines that know no IAM. */
export function isAllowed(tenant: string, { operation, input }: TransportRequest): boolean {
  const [own, prefix] = partitionsOf(tenant);
  const key = operation === "Query" ? queriedKey(input) : Object(input.Key ?? input.Item).PK?.S;
  return typeof key === "string" && (key === own || key.startsWith(prefix.slice(0, -1)));
}

/** The value in `#n0 = :v0 AND …`. */
function queriedKey(input: TransportRequest["input"]): unknown {
  const name = / = (:\w+)/.exec(String(input.KeyConditionExpression))?.[1] ?? "";
  return Object(input.ExpressionAttributeValues)[name]?.S;
}
