import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as sdk from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createSdkTransport } from "../../../src/transport/sdk-transport.js";
import type { RecordedRequest } from "../../support/null-server.js";
import { sha256, signByTheBook } from "../../support/reference-signer.js";
import { useSdkFixture } from "./sdk-fixture.js";

const GET = { operation: "GetItem", input: { TableName: "t", Key: { pk: { S: "é" } } } };
const PUT = { operation: "PutItem", input: { TableName: "t", Item: { pk: { S: "x" } } } };
const REPLY = { ConsumedCapacity: { CapacityUnits: 1 } };
const KEYS = { accessKeyId: "id", secretAccessKey: "secret" };

const connect = useSdkFixture();

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** What a signer of the SDK is given. */
interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** Counts what goes through a client's stack: each call joins it with its command's. */
function stackOf(client: DynamoDBClient) {
  return vi.spyOn(client.middlewareStack, "concat");
}

/** Lets what was seen of an answered call be learnt. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** The signature that a request should have. */
function signatureOf(
  request: RecordedRequest,
  credentials: typeof KEYS & { sessionToken?: string },
) {
  const sent = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const { authorization = "", "x-amz-date": date = "" } = sent;
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(";") ?? [];
  const added = ["x-amz-date", "x-amz-security-token"];
  const signed = names.filter((name) => !added.includes(name));
  const headers = Object.fromEntries(signed.map((name) => [name, sent[name] ?? ""]));
  const time = date.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5");
  return signByTheBook(
    "eu-west-1",
    "dynamodb",
    { method: "POST", path: "/", headers, body: request.body },
    credentials,
    new Date(time),
  ).authorization;
}

describe("a client without middleware of its own", () => {
  test("is spared its stack, and sends what the stack would", async () => {
    const { client, server, transport } = await connect({ body: REPLY });
    const stack = stackOf(client);
    for (const call of [GET, PUT, GET]) {
      expect(await transport.send(call)).toEqual(REPLY);
      await settled();
    }
    expect(stack).toHaveBeenCalledTimes(1);
    const [first, second, third] = server.requests;
    if (first === undefined || second === undefined || third === undefined) throw new Error("lost");
    expect(Object.keys(second.headers).sort()).toEqual(Object.keys(first.headers).sort());
    expect(JSON.parse(second.body)).toEqual(PUT.input);
    expect(third.body).toBe(first.body);
    expect(second.headers).toMatchObject({
      "x-amz-target": "DynamoDB_20120810.PutItem",
      "user-agent": first.headers["user-agent"],
      "content-type": first.headers["content-type"],
    });
    for (const request of [first, second, third]) {
      expect(request.headers.authorization).toBe(signatureOf(request, KEYS));
    }
  });

  test("sends side by side", async () => {
    const { client, server, transport } = await connect({ body: REPLY });
    const stack = stackOf(client);
    await transport.send(GET);
    await settled();
    const replies = await Promise.all(Array.from({ length: 20 }, () => transport.send(PUT)));
    expect(replies).toEqual(Array.from({ length: 20 }, () => REPLY));
    expect([stack.mock.calls.length, server.requests.length]).toEqual([1, 21]);
  });

  test("has its stack asked again after a second", async () => {
    const { client, server, transport } = await connect();
    vi.useFakeTimers({ toFake: ["performance"] });
    await transport.send(GET);
    await settled();
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { readonly headers: Record<string, string> }; // at that step
        request.headers["x-own"] = "yes";
        return next(args);
      },
      { step: "build", name: "own" },
    );
    vi.advanceTimersByTime(1_000);
    await transport.send(GET);
    await settled();
    await transport.send(GET);
    await settled();
    expect(server.requests.map(({ headers }) => headers["x-own"])).toEqual([
      undefined,
      "yes",
      "yes",
    ]);
  });

  test("has one call ask its stack ahead of that second, while the others do not", async () => {
    const { client, server, transport } = await connect({ body: REPLY });
    const stack = stackOf(client);
    vi.useFakeTimers({ toFake: ["performance"] });
    const calls = () => Promise.all(Array.from({ length: 8 }, () => transport.send(PUT)));
    await transport.send(GET);
    for (let time = 0; time < 4; time++) {
      await settled();
      vi.advanceTimersByTime(900);
      expect(await calls()).toEqual(Array.from({ length: 8 }, () => REPLY));
    }
    expect([stack.mock.calls.length, server.requests.length]).toEqual([5, 33]);
  });

  test("has its stack find tables of other accounts", async () => {
    const { client, transport } = await connect({ body: REPLY });
    const stack = stackOf(client);
    const name = "arn:aws:dynamodb:eu-west-1:111122223333:table/t";
    const item = { pk: { S: name } };
    const calls = [
      { operation: "PutItem", input: { Item: item, TableName: name } },
      { operation: "BatchGetItem", input: { RequestItems: { [name]: { Keys: [item] } } } },
    ];
    for (const call of [...calls, GET, ...calls]) {
      await transport.send(call);
      await settled();
    }
    expect(stack).toHaveBeenCalledTimes(5);
    await transport.send({ operation: "PutItem", input: { Item: item, TableName: "t" } });
    expect(stack).toHaveBeenCalledTimes(5);
  });

  test("is asked for its credentials each time, and for its stack when they change", async () => {
    let credentials: typeof KEYS & { sessionToken?: string } = KEYS;
    const { client, server, transport } = await connect(
      {},
      { credentials: async () => ({ ...credentials, expiration: new Date(Date.now() + 1_000) }) },
    );
    const stack = stackOf(client);
    await transport.send(GET);
    await settled();
    credentials = { accessKeyId: "other", secretAccessKey: "changed", sessionToken: "token" };
    await transport.send(GET);
    await settled();
    expect(stack).toHaveBeenCalledTimes(2);
    const [, second] = server.requests;
    expect(second?.headers.authorization).toContain("Credential=other/");
    expect(second?.headers["x-amz-security-token"]).toBe("token");
    expect(second?.headers.authorization).toBe(second && signatureOf(second, credentials));
  });

  test("corrects a wrong clock by its stack", async () => {
    const headers = { date: new Date(Date.now() + 3_600_000).toUTCString() };
    const body = { __type: "x#InvalidSignatureException", message: "Signature expired" };
    const { client, server, transport } = await connect((index) => {
      if (index === 0) return {};
      return index < 3 ? { status: 400, headers, body } : { headers };
    });
    await transport.send(GET);
    await settled();
    expect(await transport.send(GET)).toEqual({});
    expect(server.requests).toHaveLength(4);
    expect(client.config.systemClockOffset).toBeGreaterThan(3_000_000);
    await transport.send(GET); // one of the stack has been learnt from, and the clock is its
    const date = server.requests[4]?.headers["x-amz-date"] ?? "";
    const hour = new Date(Date.now() + 3_600_000).toISOString().slice(0, 13).replace(/-/g, "");
    expect(date.slice(0, 11)).toBe(hour);
  });

  test("hands every request to its requestHandler", async () => {
    const { client, transport } = await connect();
    const handle = vi.spyOn(client.config.requestHandler, "handle");
    for (let call = 0; call < 3; call++) {
      await transport.send(GET);
      await settled();
    }
    expect(handle).toHaveBeenCalledTimes(3);
    const [first, second] = handle.mock.calls.map(([request]) => request);
    expect(second?.constructor).toBe(first?.constructor);
  });

  test("passes on what each invocation of Lambda is traced by", async () => {
    vi.stubEnv("AWS_LAMBDA_FUNCTION_NAME", "worker");
    vi.stubEnv("_X_AMZN_TRACE_ID", "Root=1");
    const { client, server, transport } = await connect();
    const stack = stackOf(client);
    await transport.send(GET);
    await settled();
    vi.stubEnv("_X_AMZN_TRACE_ID", "Root=2");
    await transport.send(GET);
    await settled();
    expect(server.requests.map(({ headers }) => headers["x-amzn-trace-id"])).toEqual([
      "Root=1",
      "Root=2",
    ]);
    expect(stack).toHaveBeenCalledTimes(1);
  });

  test("reports errors, lost replies and bad ones as ever", async () => {
    const { transport } = await connect((index) => {
      if (index === 1)
        return { status: 400, body: { __type: "x#ConditionalCheckFailedException" } };
      if (index === 2) return { cut: "before" };
      return index === 3 ? { body: "<html>" } : {};
    });
    await transport.send(GET);
    await settled();
    await expect(transport.send(PUT)).rejects.toMatchObject({
      code: "SERVICE",
      service: "ConditionalCheckFailedException",
    });
    for (let call = 0; call < 2; call++) {
      await expect(transport.send(PUT)).rejects.toMatchObject({ code: "NETWORK", ambiguous: true });
    }
  });
});

test("a client with middleware of its own has every call go through its stack", async () => {
  const { client, transport } = await connect();
  client.middlewareStack.add((next) => async (args) => next(args), { step: "build", name: "own" });
  const stack = stackOf(client);
  for (let call = 0; call < 3; call++) {
    await transport.send(GET);
    await settled();
  }
  expect(stack).toHaveBeenCalledTimes(3);
});

test("a client with a logger of its own has every call go through its stack", async () => {
  const info = vi.fn();
  const rest = () => undefined;
  const logger = { debug: rest, info, warn: rest, error: rest };
  const { transport } = await connect({}, { logger });
  for (let call = 0; call < 3; call++) {
    await transport.send(GET);
    await settled();
  }
  const commands = info.mock.calls.map(([entry]) => entry.commandName);
  expect(commands.filter((name) => name === "GetItemCommand")).toHaveLength(3);
});

test.each([
  ["whose method was replaced", (send: object) => send],
  ["whose class was instrumented", (send: object) => Object.assign(send, { __wrapped: true })],
])("a client %s has every call go through it", async (_, mark) => {
  const { client, transport } = await connect();
  const send = client.send.bind(client);
  let calls = 0;
  const wrapper = mark((...args: Parameters<typeof send>) => {
    calls += 1;
    return send(...args);
  });
  const owner = "__wrapped" in wrapper ? Object.create(Object.getPrototypeOf(client)) : client;
  Object.assign(owner, { send: wrapper });
  if (owner !== client) Object.setPrototypeOf(client, owner);
  for (let call = 0; call < 3; call++) {
    await transport.send(GET);
    await settled();
  }
  expect(calls).toBe(3);
});

test.each([
  ["dated", { "x-amz-date": "20260101T000000Z" }],
  ["undated", {}],
])(
  "a client with a signer of its own, %s, has every call go through its stack",
  async (_, date) => {
    const sign = vi.fn(async (request: { headers: Record<string, string> }) => {
      const authorization =
        "AWS4-HMAC-SHA256 Credential=id/20260101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00";
      return { ...request, headers: { ...request.headers, ...date, authorization } };
    });
    const { transport } = await connect({}, { signer: { sign } as never }); // overloaded there
    for (let call = 0; call < 3; call++) {
      await transport.send(GET);
      await settled();
    }
    expect(sign).toHaveBeenCalledTimes(3);
  },
);

test.each<[string, number, Record<string, string>]>([
  ["their body's hash", 1, {}],
  ["another checksum of their body", 3, { "x-amz-checksum-crc32": "AAAAAA==" }],
])("a client whose requests say %s has %i of 3 go through its stack", async (_, times, added) => {
  const sign = async (request: HttpRequest) => {
    const { method, path, body } = request;
    const headers = { ...request.headers, "x-amz-content-sha256": sha256(body) };
    const plain = { method, path, headers, body };
    const signed = signByTheBook("eu-west-1", "dynamodb", plain, KEYS, new Date());
    return Object.assign(request, { headers: { ...signed, ...added } });
  };
  const { client, transport } = await connect({}, { signer: { sign } as never }); // overloaded there
  const stack = stackOf(client);
  for (let call = 0; call < 3; call++) {
    await transport.send(GET);
    await settled();
  }
  expect(stack).toHaveBeenCalledTimes(times);
});

test("a module that makes no client to compare with costs no call, and ends no process", async () => {
  const { client, server } = await connect({ body: REPLY });
  const module = {
    ...sdk,
    DynamoDBClient: class {
      constructor() {
        throw new Error("not made");
      }
    },
  };
  const transport = createSdkTransport(client, { sdk: module });
  for (let call = 0; call < 2; call++) {
    expect(await transport.send(GET)).toEqual(REPLY);
    await settled();
  }
  expect(server.requests).toHaveLength(2);
});
