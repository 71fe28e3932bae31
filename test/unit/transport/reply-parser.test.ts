import { describe, expect, test } from "vitest";
import { MalformedReply, ReplyParser } from "../../../src/transport/reply-parser.js";

/** What a parser makes of bytes that come in pieces of the given sizes. */
function read(text: string, size = text.length) {
  const parser = new ReplyParser();
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0; at < bytes.length; at += size) {
    const piece = Buffer.from(bytes.subarray(at, at + size));
    const reply = parser.push(piece);
    piece.fill(0); // the socket reads into the same buffer again
    if (reply !== undefined) {
      const rest = bytes.length - at - size;
      return { parser, status: reply.status, body: reply.body.toString("latin1"), rest };
    }
  }
  return { parser, status: undefined, body: undefined, rest: 0 };
}

const PLAIN = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nx-amz-crc32: 1\r\n\r\nhello";
const CHUNKED =
  "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n" +
  "3;name=value\r\nhel\r\n2\r\nlo\r\n0\r\nx-trailer: 1\r\n\r\n";

describe("a reply", () => {
  test.each([
    ["with a length", PLAIN, 200],
    ["in chunks, with trailers, after an interim one", CHUNKED, 400],
  ])("%s is read however it is split", (_name, text, status) => {
    for (let size = 1; size <= text.length; size++) {
      const { parser, ...reply } = read(text, size);
      expect({ ...reply, reusable: parser.reusable }, `pieces of ${size}`).toEqual({
        status,
        body: "hello",
        rest: expect.any(Number),
        reusable: true,
      });
      expect(reply.rest).toBeLessThanOrEqual(0);
    }
  });

  test("with nothing in it, or no body at all, is whole with its head", () => {
    for (const head of ["200 OK\r\nContent-Length: 0", "204 No Content"]) {
      expect(read(`HTTP/1.1 ${head}\r\n\r\n`).body).toBe("");
    }
  });

  test("without a length ends with its connection, which is used no more", () => {
    const { parser, status } = read("HTTP/1.1 200 OK\r\n\r\nhello");
    expect(status).toBeUndefined();
    expect(parser.end()?.body.toString()).toBe("hello");
    expect(parser.reusable).toBe(false);
  });

  test("that is cut is none", () => {
    for (const text of [PLAIN.slice(0, -1), CHUNKED.slice(0, -3), "HTTP/1.1 200 OK\r\n"]) {
      const { parser, status } = read(text);
      expect([status, parser.end()]).toEqual([undefined, undefined]);
    }
  });

  test.each([
    ["the server closes", PLAIN.replace("x-amz-crc32: 1", "Connection: close")],
    ["HTTP/1.0 does not keep", PLAIN.replace("HTTP/1.1", "HTTP/1.0")],
    ["more was sent than was asked for", `${PLAIN}HTTP/1.1 200 OK`],
  ])("leaves a connection that %s unused", (_name, text) => {
    const { parser, body } = read(text);
    expect([body, parser.reusable]).toEqual(["hello", false]);
  });

  test("says how long its connection is kept", () => {
    const kept = PLAIN.replace("x-amz-crc32: 1", "Keep-Alive: timeout=7, max=5");
    expect(read(kept).parser.idleMs).toBe(7_000);
  });

  test.each([
    ["no HTTP", "SSH-2.0-OpenSSH\r\n\r\n"],
    ["another protocol", "HTTP/1.1 101 Switching\r\n\r\n"],
    ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"],
    [
      "a length and chunks",
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
    ["a coding it does not know", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"],
    ["a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"],
    ["a length beyond all replies", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"],
    ["a folded header", "HTTP/1.1 200 OK\r\n Content-Length: 5\r\n\r\n"],
    ["a space before a colon", "HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\n"],
    ["a chunk without a size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"],
    [
      "a chunk longer than it says",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
    ],
    [
      "chunks beyond all replies",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n",
    ],
    ["an endless head", `HTTP/1.1 200 OK\r\nx: ${"y".repeat(40_000)}`],
  ])("with %s is refused, in any pieces", (_name, text) => {
    for (const size of [1, 7, text.length]) {
      if (size === 1 && text.length > 1_000) continue; // slow, and no other than pieces of 7
      expect(() => read(text, size)).toThrow(MalformedReply);
    }
  });
});
