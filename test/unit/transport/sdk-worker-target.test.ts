import { Agent } from "node:https";
import * as sdk from "@aws-sdk/client-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { expect, test } from "vitest";
import { createSdkTransport } from "../../../src/transport/sdk-transport.js";
import { describeClient } from "../../../src/transport/sdk-worker-target.js";

const KEYS = { accessKeyId: "id", secretAccessKey: "secret" };

/** The SDK marks the object that it is given, so each client gets one of its own. */
function keys() {
  return { ...KEYS };
}

const REGION = { region: "eu-west-1" };

function describe(config: sdk.DynamoDBClientConfig, change?: (client: sdk.DynamoDBClient) => void) {
  const client = new sdk.DynamoDBClient({ ...REGION, ...config });
  change?.(client);
  return describeClient(client, sdk);
}

test("region, endpoint, static credentials and profile cross to the worker", async () => {
  const credentials = { ...KEYS, sessionToken: "token" };
  expect(
    await describe({
      endpoint: "http://127.0.0.1:8000/path",
      credentials: { ...credentials },
      profile: "p",
    }),
  ).toEqual({ ...REGION, endpoint: "http://127.0.0.1:8000/path", credentials, profile: "p" });
});

test("an endpoint given in parts crosses as a URL", async () => {
  const endpoint = { protocol: "https:", hostname: "db.test", port: 8443, path: "/x" };
  expect(await describe({ endpoint, credentials: keys() })).toEqual({
    ...REGION,
    endpoint: "https://db.test:8443/x",
    credentials: KEYS,
  });
});

test("what the user did not give is left to the worker's environment", async () => {
  expect(await describe({})).toEqual(REGION);
});

const anonymous = () => Promise.resolve(keys());

test.each<[string, sdk.DynamoDBClientConfig, ((client: sdk.DynamoDBClient) => void) | undefined]>([
  ["credentials function", { credentials: anonymous }, undefined],
  ["requestHandler", { requestHandler: { handle: () => Promise.reject(new Error()) } }, undefined],
  [
    "requestHandler",
    { requestHandler: new NodeHttpHandler({ httpsAgent: new Agent() }) },
    undefined,
  ],
  ["credentialDefaultProvider", { credentialDefaultProvider: () => anonymous }, undefined],
  ["useFipsEndpoint", { useFipsEndpoint: true }, undefined],
  [
    "middleware (own - build)",
    { credentials: keys() },
    (client) => client.middlewareStack.add((next) => next, { step: "build", name: "own" }),
  ],
])("a client's own %s is refused by name", async (what, config, change) => {
  await expect(describe(config, change)).rejects.toMatchObject({
    code: "CONFIGURATION",
    message:
      `The blocking mode runs requests in a worker thread, and the DynamoDBClient's ${what} ` +
      "cannot cross to it. Connect with { region, endpoint, credentials } instead, or say what " +
      "the worker is to use: createSdkTransport(client, { worker }).",
  });
});

test("the transport answers once the client has told its settings, and says so before", async () => {
  const client = new sdk.DynamoDBClient({
    ...REGION,
    endpoint: "http://127.0.0.1:1",
    credentials: keys(),
  });
  const transport = createSdkTransport(client);
  expect(() => transport.workerTarget?.()).toThrow("has not told its region and credentials yet");
  await transport.send({ operation: "ListTables", input: {} }).catch(() => undefined);
  expect(transport.workerTarget?.()).toEqual({
    ...REGION,
    endpoint: "http://127.0.0.1:1/",
    credentials: KEYS,
  });
});

test("the transport's refusal names what cannot cross", async () => {
  const client = new sdk.DynamoDBClient({
    ...REGION,
    endpoint: "http://127.0.0.1:1",
    credentials: anonymous,
  });
  const transport = createSdkTransport(client);
  await transport.send({ operation: "ListTables", input: {} }).catch(() => undefined);
  expect(() => transport.workerTarget?.()).toThrow(
    "the DynamoDBClient's credentials function cannot",
  );
});

test("a worker target given by the caller is used as it is", () => {
  const worker = { region: "us-east-1" };
  const client = new sdk.DynamoDBClient({ ...REGION, credentials: anonymous });
  expect(createSdkTransport(client, { worker }).workerTarget?.()).toEqual(worker);
});
