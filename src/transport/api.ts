import type { AwsService } from "./endpoint.js";

/** One of the two APIs of DynamoDB; on AWS each has a host of its own. */
export interface Api {
  /** What `x-amz-target` begins with. */
  readonly target: string;
  readonly service: AwsService;
}

export const DYNAMODB: Api = { target: "DynamoDB_20120810", service: "dynamodb" };

const STREAMS: Api = { target: "DynamoDBStreams_20120810", service: "dynamodb_streams" };

const STREAM_OPERATIONS: ReadonlySet<string> = new Set([
  "DescribeStream",
  "GetRecords",
  "GetShardIterator",
  "ListStreams",
]);

/** The API that an operation is of. */
export function apiOf(operation: string): Api {
  return STREAM_OPERATIONS.has(operation) ? STREAMS : DYNAMODB;
}
