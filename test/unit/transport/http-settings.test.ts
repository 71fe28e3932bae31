import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { apiOf } from "../../../src/transport/api.js";
import { createHttpTransport } from "../../../src/transport/http.js";
import type { HttpTransportOptions } from "../../../src/transport/http-options.js";
import { openSession } from "../../../src/transport/http-session.js";
import { type NullServer, startNullServer } from "../../support/null-server.js";

const KEYS = { accessKeyId: "id", secretAccessKey: "secret" };

let home: string;
let server: NullServer;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "monotable-settings-"));
  await mkdir(join(home, ".aws"));
  server = await startNullServer();
});

afterEach(() => rm(join(home, ".aws", "config"), { force: true }));

afterAll(async () => {
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

async function endpointFor(
  options: HttpTransportOptions,
  env: Record<string, string> = {},
  config = "",
  operation = "GetItem",
): Promise<string> {
  await writeFile(join(home, ".aws", "config"), config);
  const environment = { env, homedir: () => home, now: Date.now };
  const session = await openSession(options, environment, apiOf(operation));
  session.connection.close();
  return session.endpoint.href;
}

const PROFILE = `[default]
region = eu-west-3
endpoint_url = http://profile.test:1
services = mine
[services mine]
dynamodb =
  endpoint_url = http://service.test:2
`;

test.each([
  ["the option", { region: "eu-west-1" }, { AWS_REGION: "us-east-1" }, "eu-west-1"],
  ["AWS_REGION", {}, { AWS_REGION: "us-east-1", AWS_DEFAULT_REGION: "us-east-2" }, "us-east-1"],
  ["AWS_DEFAULT_REGION", {}, { AWS_DEFAULT_REGION: "us-east-2" }, "us-east-2"],
  ["the profile", {}, {}, "eu-west-3"],
  ["the profile of AWS_PROFILE", {}, { AWS_PROFILE: "b" }, "eu-north-1"],
  ["the profile of the options", { profile: "b" }, { AWS_PROFILE: "default" }, "eu-north-1"],
])("the region is that of %s", async (_, options, env, region) => {
  const config = "[default]\nregion = eu-west-3\n[profile b]\nregion = eu-north-1";
  expect(await endpointFor(options, env, config)).toBe(`https://dynamodb.${region}.amazonaws.com/`);
});

test.each([
  ["AWS", { region: "eu-west-1" }, {}, "https://streams.dynamodb.eu-west-1.amazonaws.com/"],
  [
    "AWS in China",
    { region: "cn-north-1" },
    {},
    "https://streams.dynamodb.cn-north-1.amazonaws.com.cn/",
  ],
  [
    "AWS by its address",
    { region: "eu-west-1", endpoint: "https://dynamodb.eu-west-1.amazonaws.com" },
    {},
    "https://streams.dynamodb.eu-west-1.amazonaws.com/",
  ],
  ["an engine", { endpoint: "http://127.0.0.1:8000" }, {}, "http://127.0.0.1:8000/"],
  [
    "an engine that the environment names",
    {},
    { AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:8000" },
    "http://127.0.0.1:8000/",
  ],
  [
    "a host of their own",
    { region: "eu-west-1" },
    {
      AWS_ENDPOINT_URL_DYNAMODB: "http://tables.test:1",
      AWS_ENDPOINT_URL_DYNAMODB_STREAMS: "http://streams.test:2",
    },
    "http://streams.test:2/",
  ],
])("streams are read at %s", async (_, options, env, endpoint) => {
  expect(await endpointFor(options, env, "", "GetRecords")).toBe(endpoint);
});

test("regions in China have a domain of their own", async () => {
  expect(await endpointFor({ region: "cn-north-1" })).toBe(
    "https://dynamodb.cn-north-1.amazonaws.com.cn/",
  );
});

test.each([
  [
    "the option",
    { endpoint: "http://option.test:0" },
    { AWS_ENDPOINT_URL_DYNAMODB: "http://a.test" },
    "http://option.test:0/",
  ],
  [
    "AWS_ENDPOINT_URL_DYNAMODB",
    {},
    { AWS_ENDPOINT_URL_DYNAMODB: "http://a.test/path", AWS_ENDPOINT_URL: "http://b.test" },
    "http://a.test/path",
  ],
  ["AWS_ENDPOINT_URL", {}, { AWS_ENDPOINT_URL: "http://b.test" }, "http://b.test/"],
  ["the profile's services section", {}, {}, "http://service.test:2/"],
  [
    "the region where configured ones are ignored",
    {},
    { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true", AWS_ENDPOINT_URL: "http://b.test" },
    "https://dynamodb.eu-west-3.amazonaws.com/",
  ],
])("the endpoint is that of %s", async (_, options, env, endpoint) => {
  expect(await endpointFor(options, env, PROFILE)).toBe(endpoint);
});

test("a profile's own endpoint_url serves where it names no services section", async () => {
  const config = "[default]\nregion = eu-west-3\nendpoint_url = http://profile.test:1";
  expect(await endpointFor({}, {}, config)).toBe("http://profile.test:1/");
  expect(await endpointFor({}, {}, `${config}\nignore_configured_endpoint_urls = true`)).toBe(
    "https://dynamodb.eu-west-3.amazonaws.com/",
  );
});

test("without a region the error says what to set", async () => {
  await expect(endpointFor({})).rejects.toMatchObject({
    code: "CONFIGURATION",
    message: "No AWS region: give `region`, or set AWS_REGION, or `region` of the profile in use.",
  });
});

test("the AWS files are read only where they could say something", async () => {
  const unreadable = { AWS_CONFIG_FILE: home };
  const options = { region: "eu-west-1", endpoint: "http://option.test" };
  await expect(endpointFor(options, unreadable)).rejects.toThrow(/Cannot read the AWS settings/);
  const complete = { ...options, credentials: KEYS };
  expect(await endpointFor(complete, unreadable)).toBe("http://option.test/");
});

test("an engine on this machine needs neither region nor credentials", async () => {
  const transport = createHttpTransport(
    { endpoint: server.endpoint },
    { env: {}, homedir: () => home, now: Date.now },
  );
  expect(await transport.send({ operation: "ListTables", input: {} })).toEqual({});
  await transport.close();
  expect(server.requests.at(-1)?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=local\/\d{8}\/us-east-1\/dynamodb\/aws4_request, /,
  );
});

test.each([
  ["endpoint", { endpoint: "localhost:8000" }, "endpoint is not an absolute http or https URL"],
  ["endpoint with a query", { endpoint: "http://a/?b" }, "endpoint has a query"],
  ["endpoint with a user", { endpoint: "http://u:p@a/" }, "endpoint has a query, a fragment"],
  ["region", { region: "evil.example/" }, "region is not a region"],
  ["timeoutMs", { timeoutMs: 0 }, "timeoutMs must be over 0"],
  ["connectTimeoutMs", { connectTimeoutMs: Number.NaN }, "connectTimeoutMs must be over 0"],
  ["maxSockets", { maxSockets: 1.5 }, "maxSockets must be a whole number"],
  [
    "credentials",
    { credentials: { ...KEYS, sessionToken: "a\r\nb" } },
    "credentials: sessionToken",
  ],
])("an unusable %s is refused before any work", (_, options, message) => {
  expect(() => createHttpTransport(options)).toThrow(message);
});

test("nothing of the environment is read before the first call", () => {
  const untouchable = new Proxy(
    {},
    {
      get() {
        throw new Error("read");
      },
    },
  );
  const homedir = () => {
    throw new Error("read");
  };
  expect(
    createHttpTransport({}, { env: untouchable, homedir, now: Date.now }).workerTarget?.(),
  ).toEqual({});
});

test("a worker gets every option but a credentials function", () => {
  const options = {
    region: "eu-west-1",
    endpoint: "http://127.0.0.1:1",
    credentials: KEYS,
    timeoutMs: 1,
    connectTimeoutMs: 2,
    maxSockets: 3,
    profile: "p",
  };
  expect(createHttpTransport(options).workerTarget?.()).toEqual(options);
  const transport = createHttpTransport({ credentials: async () => KEYS });
  expect(() => transport.workerTarget?.()).toThrow(
    "The blocking mode runs requests in a worker thread, and a credentials function cannot cross " +
      "to it. Give `credentials` as an object, name a `profile`, or leave it out: the default " +
      "credential chain then runs in the worker.",
  );
});
