import { connect, type Socket } from "node:net";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Engine } from "../../../src/engine/create-engine.js";
import { RequestParser } from "../../../src/engine/http/request-parser.js";
import { type RunningServer, serve } from "../../../src/engine/server.js";
import { engineWithTable, get, keyOf, TABLE } from "./engine-fixture.js";

const PATIENCE = { requestMs: 60_000, idleMs: 65_000, lingerMs: 1_000 };

let engine: Engine;
let server: RunningServer;
const clients: Client[] = [];

async function start(patience: Partial<typeof PATIENCE> = {}): Promise<void> {
  server = await serve(engine, { patience: { ...PATIENCE, ...patience } });
}

beforeEach(() => {
  engine = engineWithTable();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.destroy();
  await server.close();
});

/** A connection that shows the bytes as they come. */
class Client {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  readonly ended: Promise<void>;

  constructor() {
    const { hostname, port } = new URL(server.url);
    this.socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.socket.on("data", (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
    });
    this.socket.on("error", () => undefined);
    this.ended = new Promise((resolve) => this.socket.once("close", () => resolve()));
    clients.push(this);
  }

  get text(): string {
    return this.#received.toString("utf8");
  }

  /** The replies so far, each checked against its length and checksum. */
  get replies(): { status: number; headers: Record<string, string>; body: unknown }[] {
    const replies = [];
    let rest = this.#received;
    for (let end = rest.indexOf("\r\n\r\n"); end >= 0; end = rest.indexOf("\r\n\r\n")) {
      const [line = "", ...lines] = rest.toString("latin1", 0, end).split("\r\n");
      const headers = Object.fromEntries(
        lines.map((header) => header.split(": ", 2) as [string, string]),
      );
      const bytes = rest.subarray(end + 4, end + 4 + Number(headers["content-length"]));
      if (bytes.length < Number(headers["content-length"])) break;
      expect(headers["x-amz-crc32"]).toBe(String(crc32(bytes)));
      replies.push({
        status: Number(line.split(" ")[1]),
        headers,
        body: JSON.parse(bytes.toString("utf8")),
      });
      rest = rest.subarray(end + 4 + bytes.length);
    }
    return replies;
  }

  /** Waits for so many replies. */
  async reply(count = 1): Promise<{ status: number; body: unknown }[]> {
    await expect.poll(() => this.replies.length, { interval: 2 }).toBe(count);
    return this.replies.map(({ status, body }) => ({ status, body }));
  }
}

const body = (id: string): string => JSON.stringify({ TableName: TABLE, Item: keyOf(id) });

/** A PutItem request with more headers, or other ones. */
function request(id: string, headers: readonly string[] = [`content-length: ${body(id).length}`]) {
  return [
    "POST / HTTP/1.1",
    "Host: localhost",
    "X-Amz-Target: DynamoDB_20120810.PutItem",
    ...headers,
    "",
    "",
  ].join("\r\n");
}

const put = (id: string): string => request(id) + body(id);

/** In chunks of some bytes each, with an extension and a trailer. */
function chunked(id: string, size: number): string {
  const text = body(id);
  let chunks = "";
  for (let at = 0; at < text.length; at += size) {
    const chunk = text.slice(at, at + size);
    chunks += `${chunk.length.toString(16)};name="a b"\r\n${chunk}\r\n`;
  }
  return `${request(id, ["Transfer-Encoding: Chunked"])}${chunks}0\r\nx-trailer: 1\r\n\r\n`;
}

const DONE = { status: 200, body: {} };

describe("requests on a bare socket", () => {
  beforeEach(() => start());

  test.each([
    ["of known length", put("a")],
    ["in chunks", chunked("a", 7)],
  ])("a request %s may be cut anywhere", async (_, bytes) => {
    const parsed: unknown[] = [];
    for (let cut = 1; cut < bytes.length; cut++) {
      const parser = new RequestParser();
      parser.push(Buffer.from(bytes.slice(0, cut)));
      expect(parser.next()).toBeUndefined();
      parser.push(Buffer.from(bytes.slice(cut)));
      const { head, body: read } = parser.next() ?? expect.fail("no request");
      parsed.push([head.target, JSON.parse(String(read))]);
      expect([parser.isWithin, parser.next()]).toEqual([false, undefined]);
    }
    const expected = ["DynamoDB_20120810.PutItem", JSON.parse(body("a"))];
    expect(parsed).toEqual(parsed.map(() => expected));
    const client = new Client();
    for (const byte of bytes) client.socket.write(byte);
    expect(await client.reply()).toEqual([DONE]);
    expect(get(engine, keyOf("a"))).toEqual(keyOf("a"));
  });

  test("requests of any kinds are found in any cuts of their bytes, and nothing else", () => {
    const kinds = [put("one"), chunked("two", 1), chunked("three", 100), `\r\n${put("four")}`];
    const expected = ["one", "two", "three", "four"].map((id) => JSON.parse(body(id)));
    const bytes = Buffer.from(kinds.join(""));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 })), (sizes) => {
        const parser = new RequestParser();
        const found: unknown[] = [];
        const take = (): void => {
          for (let next = parser.next(); next; next = parser.next()) {
            found.push(JSON.parse(String(next.body)));
          }
        };
        let at = 0;
        for (const size of [...sizes, bytes.length]) {
          parser.push(bytes.subarray(at, at + size));
          at += size;
          take();
        }
        expect(found).toEqual(expected);
        expect(parser.isWithin).toBe(false);
      }),
    );
  });

  test("several requests in one piece are answered in their order", async () => {
    const client = new Client();
    engine.faults.add({ kind: "latency", ms: 20 });
    const missing = request("b", ["content-length: 2"]).replace("PutItem", "DropTable");
    client.socket.write(`${put("a")}${missing}{}${chunked("c", 3)}${put("d")}`);
    const [first, second, ...others] = await client.reply(4);
    expect([first, others]).toEqual([DONE, [DONE, DONE]]);
    expect(second).toMatchObject({ status: 400 });
    expect(["a", "c", "d"].map((id) => get(engine, keyOf(id)))).toEqual(
      ["a", "c", "d"].map((id) => keyOf(id)),
    );
    const ids = client.replies.map(({ headers }) => headers["x-amzn-requestid"]);
    expect(new Set(ids).size).toBe(4);
    expect(client.replies[0]?.headers).toMatchObject({
      connection: "keep-alive",
      "keep-alive": "timeout=65",
      date: expect.stringMatching(/GMT$/),
    });
  });

  test("more requests than are read ahead are all answered", async () => {
    const client = new Client();
    engine.faults.add({ kind: "latency", ms: 50 });
    client.socket.write(Array.from({ length: 2_000 }, (_, i) => put(`p${i}`)).join(""));
    await expect.poll(() => client.replies.length, { timeout: 10_000, interval: 50 }).toBe(2_000);
    expect(get(engine, keyOf("p1999"))).toEqual(keyOf("p1999"));
  });

  test("a client that waits for leave to send its body gets it, once", async () => {
    const client = new Client();
    const text = body("a");
    client.socket.write(request("a", [`content-length: ${text.length}`, "Expect: 100-continue"]));
    await expect.poll(() => client.text).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    client.socket.write(text.slice(0, 5));
    client.socket.write(text.slice(5));
    await expect.poll(() => client.text).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/);
    client.socket.write(request("b", ["content-length: 16777217", "Expect: 100-continue"]));
    await client.ended;
    expect(client.text).toMatch(/}HTTP\/1.1 413 /);
  });

  test("a body that is there already is not waited for", async () => {
    const client = new Client();
    const head = request("a", [`content-length: ${body("a").length}`, "Expect: 100-continue"]);
    client.socket.write(head + body("a"));
    expect(await client.reply()).toEqual([DONE]);
  });

  test.each([
    ["asks for that", put("a").replace("Host", "Connection: Close\r\nHost")],
    ["speaks HTTP/1.0", put("a").replace("HTTP/1.1\r\nHost: localhost", "HTTP/1.0")],
  ])("the connection ends with the reply to a client that %s", async (_, bytes) => {
    const client = new Client();
    client.socket.write(bytes);
    await client.ended;
    expect(client.replies).toMatchObject([{ ...DONE, headers: { connection: "close" } }]);
  });

  test("HTTP/1.0 keeps the connection where it asks for it", async () => {
    const client = new Client();
    const old = put("a").replace("1.1\r\nHost: localhost", "1.0\r\nConnection: keep-alive");
    client.socket.write(old);
    await client.reply(1);
    client.socket.write(old);
    expect(await client.reply(2)).toEqual([DONE, DONE]);
  });

  test("a client may end its side when it has asked", async () => {
    const client = new Client();
    engine.faults.add({ kind: "latency", ms: 20 });
    client.socket.end(put("a") + put("b"));
    await client.ended;
    expect(client.replies).toMatchObject([DONE, DONE]);
  });

  test("HEAD says how it is without a body", async () => {
    const client = new Client();
    client.socket.write("HEAD / HTTP/1.1\r\nhost: x\r\n\r\n");
    await expect.poll(() => client.text).toMatch(/^HTTP\/1.1 200 OK\r\n.*content-length: 16\r\n/s);
    await expect.poll(() => client.text.endsWith("\r\n\r\n")).toBe(true);
  });
});

const length = (value: string): readonly string[] => [`content-length: ${value}`];

/** What a server in front could take for another number of requests than this one, and other nonsense. */
const REFUSED: readonly (readonly [what: string, bytes: string, status?: number])[] = [
  ["a length and chunks", request("a", [...length("5"), "transfer-encoding: chunked"])],
  ["chunks and a length", request("a", ["Transfer-Encoding: chunked", ...length("5")])],
  ["two lengths", request("a", [...length("5"), ...length("6")])],
  ["the same length twice", request("a", [...length("5"), ...length("5")])],
  ["a list of lengths", request("a", length("5, 5"))],
  ["a length below zero", request("a", length("-1"))],
  ["a length with a sign", request("a", length("+5"))],
  ["a length in hexadecimal", request("a", length("0x5"))],
  ["a length with a fraction", request("a", length("5.0"))],
  ["no number as its length", request("a", length(""))],
  ["a length after a space of another kind", request("a", length("\u00a05"))],
  ["a length past all numbers", request("a", length("9".repeat(20)))],
  ["two encodings", request("a", ["transfer-encoding: chunked", "Transfer-Encoding: chunked"])],
  ["an unknown encoding", request("a", ["transfer-encoding: gzip, chunked"]), 501],
  ["an encoding with a vertical tab", request("a", ["transfer-encoding:\u000bchunked"])],
  ["a space before the colon", request("a", ["content-length : 5"])],
  ["a folded line", request("a", ["x-one: 1", " content-length: 5"])],
  ["a line without a colon", request("a", ["content-length"])],
  ["a header without a name", request("a", [": 5"])],
  ["a NUL in a header", request("a", ["x-one: \u0000"])],
  ["a lone LF", request("a", ["x-one: 1\ncontent-length: 5"])],
  ["a lone CR", request("a", ["x-one: 1\rcontent-length: 5"])],
  ["two hosts", request("a", ["host: other", ...length("0")])],
  ["no host", request("a").replace("Host: localhost\r\n", "")],
  ["two targets", request("a", ["x-amz-target: DynamoDB_20120810.GetItem", ...length("0")])],
  ["chunks in HTTP/1.0", request("a", ["transfer-encoding: chunked"]).replace("1.1", "1.0")],
  ["another expectation", request("a", ["expect: 200-ok", ...length("0")]), 417],
  ["HTTP/2.0", request("a").replace("HTTP/1.1", "HTTP/2.0"), 505],
  ["HTTP/1.2", request("a").replace("HTTP/1.1", "HTTP/1.2")],
  ["no version", "GET /\r\n\r\n"],
  ["two spaces in its line", request("a").replace("POST /", "POST  /")],
  ["TLS", "\u0016\u0003\u0001\u0000\r\n\r\n"],
  ["headers without end", `POST / HTTP/1.1\r\n${"x-one: 1\r\n".repeat(1_700)}`, 431],
  ["a body without end", request("a", length(String(64 * 1024 * 1024 + 1))), 413],
  ["a chunk without size", `${request("a", ["transfer-encoding: chunked"])}\r\n`],
  ["a chunk of a size below zero", `${request("a", ["transfer-encoding: chunked"])}-1\r\n`],
  ["a chunk's size with 0x", `${request("a", ["transfer-encoding: chunked"])}0x1\r\n`],
  [
    "a chunk's size that is too long",
    `${request("a", ["transfer-encoding: chunked"])}000000001\r\n`,
  ],
  ["a chunk longer than its size", `${request("a", ["transfer-encoding: chunked"])}1\r\n{}\r\n`],
  ["a chunk that ends with LF", `${request("a", ["transfer-encoding: chunked"])}1\r\n{\n`],
  ["a chunk's size that ends with LF", `${request("a", ["transfer-encoding: chunked"])}1\n{`],
  ["an endless extension", `${request("a", ["transfer-encoding: chunked"])}1;${"a".repeat(2_000)}`],
  ["a trailer that is none", `${request("a", ["transfer-encoding: chunked"])}0\r\nno trailer\r\n`],
  [
    "endless trailers",
    `${request("a", ["transfer-encoding: chunked"])}0\r\n${"x-one: 1\r\n".repeat(100)}`,
  ],
];

describe("what is refused on a bare socket", () => {
  beforeEach(() => start());

  test.each(REFUSED)("%s", async (_, bytes, status = 400) => {
    const client = new Client();
    // The first is answered; the last would be a smuggled one, and is not read.
    client.socket.write(Buffer.from(`${put("first")}${bytes}${put("last")}`, "latin1"));
    await client.ended;
    expect(client.replies).toMatchObject([
      DONE,
      {
        status,
        headers: { connection: "close" },
        body: {
          __type: expect.stringMatching(/#BadRequestException$/),
          message: expect.any(String),
        },
      },
    ]);
    expect([get(engine, keyOf("first")), get(engine, keyOf("last"))]).toEqual([
      keyOf("first"),
      undefined,
    ]);
    expect(engine.requests.map(({ operation }) => operation)).toEqual(["PutItem"]);
  });

  test("a body in chunks of more than 16 MB, when it is read, and the connection goes on", async () => {
    const client = new Client();
    client.socket.write(request("a", ["transfer-encoding: chunked"]));
    const chunk = `100000\r\n${" ".repeat(0x100000)}\r\n`;
    for (let megabytes = 0; megabytes < 17; megabytes++) client.socket.write(chunk);
    client.socket.write("0\r\n\r\n");
    client.socket.write(put("b"));
    expect(await client.reply(2)).toMatchObject([
      { body: { __type: expect.stringMatching(/#RequestEntityTooLargeException$/) } },
      DONE,
    ]);
  });
});

describe("time on a bare socket", () => {
  test("a request that does not arrive is answered by its end", async () => {
    await start({ requestMs: 50, lingerMs: 0 });
    const clients = ["POST / HT", request("a"), request("a") + body("a").slice(0, 9)].map(
      (part) => {
        const client = new Client();
        client.socket.write(part);
        return client;
      },
    );
    await Promise.all(clients.map(({ ended }) => ended));
    for (const { replies } of clients) expect(replies).toMatchObject([{ status: 408 }]);
  });

  test("a slow client gains no time by sending a little", async () => {
    await start({ requestMs: 50, lingerMs: 0 });
    const client = new Client();
    const drip = setInterval(() => client.socket.write("x"), 5);
    await client.ended;
    clearInterval(drip);
    expect(client.replies).toMatchObject([{ status: 408 }]);
  });

  test("a connection without requests is ended, with a late reply it is not", async () => {
    await start({ idleMs: 50, requestMs: 50 });
    engine.faults.add({ kind: "latency", ms: 1_200 });
    const [idle, busy] = [new Client(), new Client()];
    busy.socket.write(put("a"));
    await idle.ended;
    expect(await busy.reply()).toEqual([DONE]);
    await busy.ended;
  });

  test("closing ends idle connections at once, and the others with their reply", async () => {
    await start();
    const [idle, halfway] = [new Client(), new Client()];
    idle.socket.write(put("a"));
    await idle.reply();
    halfway.socket.write(put("b").slice(0, 60));
    await expect.poll(() => halfway.socket.bytesWritten).toBe(60);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closed = server.close();
    await idle.ended;
    halfway.socket.write(put("b").slice(60) + put("c"));
    await Promise.all([halfway.ended, closed]);
    expect(halfway.replies).toMatchObject([{ ...DONE, headers: { connection: "close" } }]);
    expect(get(engine, keyOf("c"))).toBeUndefined();
    await start();
  });
});
