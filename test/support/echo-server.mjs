// A process of its own that answers DynamoDB-like calls as their input asks for:
//   delayMs   wait this long       together  wait until so many calls are here at once
//   bytes     a reply that long    status    answer with this status and `body`
// Every other reply is the call's own: { id, operation, received: bytes of the request, seen: the
// ids of all calls so far, where `list` is set }.
import { createServer } from "node:http";

const together = [];
const seen = [];

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    const input = JSON.parse(body.toString());
    seen.push(input.id);
    const operation = String(request.headers["x-amz-target"]).split(".").pop();
    const reply = { id: input.id, operation, received: body.length };
    if (input.bytes) reply.data = "x".repeat(input.bytes);
    if (input.list) reply.seen = seen;
    const answer = () => send(response, input.status ?? 200, input.body ?? reply);
    if (input.together) waitForOthers(answer, input.together);
    else setTimeout(answer, input.delayMs ?? 0);
  });
});

function send(response, status, body) {
  if (response.destroyed) return;
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": "REQUEST1" };
  response.writeHead(status, headers).end(JSON.stringify(body));
}

function waitForOthers(answer, count) {
  together.push(answer);
  if (together.length === count) for (const release of together.splice(0)) release();
}

server.listen(0, "127.0.0.1", () => process.send(server.address().port));
process.on("disconnect", () => process.exit());
