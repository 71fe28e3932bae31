import * as sdk from "@aws-sdk/client-dynamodb";
import type { ApiRequest } from "./case.js";

/** How a server took a request. */
export type Outcome =
  | { readonly kind: "answer"; readonly members: Readonly<Record<string, unknown>> }
  | {
      readonly kind: "refusal";
      readonly name: string;
      readonly message: string;
      readonly members: Readonly<Record<string, unknown>>;
    };

/** A server that speaks DynamoDB's protocol. */
export interface Server {
  send(request: ApiRequest): Promise<Outcome>;
  close(): void;
}

/** A server behind the AWS SDK, which sends each request once. */
export function sdkServer(endpoint: string): Server {
  const client = new sdk.DynamoDBClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "conformance", secretAccessKey: "conformance" },
    maxAttempts: 1,
  });
  return {
    async send(request) {
      if (STREAM_OPERATIONS.has(request.operation)) return sendPlainly(endpoint, request);
      const Command: unknown = Reflect.get(sdk, `${request.operation}Command`);
      if (typeof Command !== "function") throw new Error(`No command ${request.operation}`);
      try {
        // The cases hold invalid inputs too, which the SDK's types would refuse.
        const answer = await client.send(Reflect.construct(Command, [request.input]) as never);
        return { kind: "answer", members: { ...(answer as object) } };
      } catch (error) {
        return refusalOf(error);
      }
    },
    close: () => client.destroy(),
  };
}

function refusalOf(error: unknown): Outcome {
  if (!(error instanceof Error)) throw error;
  const { name, message, ...members } = error;
  return { kind: "refusal", name: error.name, message: error.message, members };
}

const STREAM_OPERATIONS = new Set([
  "ListStreams",
  "DescribeStream",
  "GetShardIterator",
  "GetRecords",
]);

/** Streams have an SDK client of their own; their few cases go without one. */
export async function sendPlainly(
  endpoint: string,
  { operation, input }: ApiRequest,
): Promise<Outcome> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDBStreams_20120810.${operation}`,
      "x-amz-date": "20260101T000000Z",
      authorization:
        "AWS4-HMAC-SHA256 Credential=conformance/20260101/us-east-1/dynamodb/aws4_request, " +
        "SignedHeaders=host, Signature=0",
    },
    body: JSON.stringify(input),
  });
  const members = (await response.json()) as Record<string, unknown>; // each answer is an object
  if (response.ok) return { kind: "answer", members };
  const { __type, message, Message } = members;
  const name = String(__type).replace(/^.*#/, "");
  return { kind: "refusal", name, message: String(message ?? Message), members };
}
