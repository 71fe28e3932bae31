// A server that takes every write at once and keeps nothing: node sink.mjs. It tells its port to its parent.
import { createServer } from "node:http";

const REPLY = Buffer.from('{"UnprocessedItems":{}}');
const HEADERS = { "content-type": "application/x-amz-json-1.0", "content-length": REPLY.length };

const server = createServer((request, response) => {
  request.on("data", () => undefined);
  request.on("end", () => {
    response.writeHead(200, HEADERS);
    response.end(REPLY);
  });
});
server.keepAliveTimeout = 65_000;
server.listen(0, "127.0.0.1", () => process.send?.({ port: server.address().port }));
process.on("disconnect", () => process.exit());
