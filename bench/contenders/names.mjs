/**
 * What is compared, by the file that has it. `kind` says what it is beside this library: `client` talks to
 * DynamoDB and knows no entities, `mapper` does as this library does, `floor` only sends and receives.
 */
export const CONTENDERS = {
  monotable: { file: "monotable.mjs", kind: "ours" },
  "monotable on a DynamoDBClient": { file: "monotable-client.mjs", kind: "ours" },
  DocumentClient: { file: "document-client.mjs", kind: "client" },
  electrodb: { file: "electrodb.mjs", kind: "mapper" },
  "dynamodb-toolbox": { file: "dynamodb-toolbox.mjs", kind: "mapper" },
  dynamoose: { file: "dynamoose.mjs", kind: "mapper" },
  onetable: { file: "onetable.mjs", kind: "mapper" },
  "aws-lite": { file: "aws-lite.mjs", kind: "client" },
  "undici, aws4": { file: "undici-signed.mjs", kind: "floor" },
  "undici, prebuilt": { file: "undici-prebuilt.mjs", kind: "floor" },
  "bare socket, prebuilt": { file: "socket-prebuilt.mjs", kind: "floor" },
};

export function urlOf(name) {
  return new URL(CONTENDERS[name].file, import.meta.url);
}

/** Opens one of them; nothing of the others is loaded. */
export async function open(name, port) {
  const contender = await import(urlOf(name).href);
  return contender.open(port);
}
