// A server that does nothing: node null-server.mjs. Each operation has one reply, built beforehand, in the
// form of DynamoDB's; writes are taken and forgotten. It tells its port to its parent, and a message
// `{ GetItem, Query }` says what these answer from then on, which it confirms.
import { createServer } from "node:net";
import { crc32 } from "node:zlib";

const HEAD_END = "\r\n\r\n";
const TARGET = "DynamoDB_20120810.";
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;

function reply(body) {
  const bytes = Buffer.from(JSON.stringify(body));
  const head =
    "HTTP/1.1 200 OK\r\nServer: Server\r\nDate: Mon, 02 Nov 2026 10:00:00 GMT\r\n" +
    "Content-Type: application/x-amz-json-1.0\r\n" +
    `Content-Length: ${bytes.length}\r\nConnection: keep-alive\r\n` +
    "x-amzn-RequestId: NULLSERVER0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456\r\n" +
    `x-amz-crc32: ${crc32(bytes)}${HEAD_END}`;
  return Buffer.concat([Buffer.from(head), bytes]);
}

const replies = new Map([
  ["PutItem", reply({})],
  ["BatchWriteItem", reply({ UnprocessedItems: {} })],
]);

/** The bytes of a request, and its operation; undefined where its head is not whole. */
function requestIn(bytes) {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = bytes.latin1Slice(0, headEnd);
  const from = head.indexOf(TARGET) + TARGET.length;
  const lineEnd = head.indexOf("\r\n", from);
  const operation = head.slice(from, lineEnd < 0 ? headEnd : lineEnd);
  const length = headEnd + HEAD_END.length + Number(CONTENT_LENGTH.exec(head)?.[1] ?? 0);
  return { operation, length };
}

/** Answers the requests of one connection as soon as each is whole. */
function answer(socket) {
  let parts = [];
  let received = 0;
  let awaited = 0;
  let operation;
  socket.setNoDelay(true);
  socket.on("error", () => undefined);
  socket.on("data", (bytes) => {
    parts.push(bytes);
    received += bytes.length;
    while (received > 0 && received >= awaited) {
      const all = parts.length === 1 ? parts[0] : Buffer.concat(parts);
      parts = [all];
      if (awaited === 0) {
        const request = requestIn(all);
        if (request === undefined) return;
        operation = request.operation;
        awaited = request.length;
        if (received < awaited) return;
      }
      socket.write(replies.get(operation) ?? reply({}));
      parts = received > awaited ? [all.subarray(awaited)] : [];
      received -= awaited;
      awaited = 0;
    }
  });
}

const server = createServer(answer);
server.listen(0, "127.0.0.1", () => process.send?.({ port: server.address().port }));
process.on("message", (bodies) => {
  for (const [name, body] of Object.entries(bodies)) replies.set(name, reply(body));
  process.send({ ready: true });
});
process.on("disconnect", () => process.exit());
