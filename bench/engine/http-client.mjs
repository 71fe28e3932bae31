import { connect } from "node:net";

/**
 * A keep-alive HTTP client on bare sockets, so that the client costs little beside the engine.
 * None of the engines checks the signature: it is constant text.
 */
const AUTHORIZATION =
  "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, " +
  "SignedHeaders=host, Signature=0";

/** One connection, which carries one request at a time and is opened anew where the server ended it. */
class Connection {
  #url;
  #socket;
  #received = Buffer.alloc(0);
  #settle;

  constructor(endpoint) {
    this.#url = new URL(endpoint);
  }

  #open() {
    const { hostname, port } = this.#url;
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    socket.on("data", (bytes) => this.#read(bytes));
    socket.on("end", () => socket.destroy());
    socket.on("error", (error) => this.#settle?.reject(error));
    socket.on("close", () => this.#settle?.reject(new Error("The connection was closed.")));
    return socket;
  }

  /** Sends once more where the server has ended a connection that was idle. */
  async send(operation, input) {
    const body = JSON.stringify(input);
    const isReused = this.#socket !== undefined && !this.#socket.destroyed;
    try {
      return await this.#exchange(operation, body);
    } catch (error) {
      if (!isReused || error.code !== "ECONNRESET") throw error;
      return this.#exchange(operation, body);
    }
  }

  #exchange(operation, body) {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      if (this.#socket === undefined || this.#socket.destroyed) this.#socket = this.#open();
      this.#socket.write(
        `POST / HTTP/1.1\r\nhost: ${this.#url.host}\r\ncontent-type: application/x-amz-json-1.0\r\n` +
          `x-amz-target: DynamoDB_20120810.${operation}\r\nx-amz-date: 20260101T000000Z\r\n` +
          `authorization: ${AUTHORIZATION}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n` +
          body,
      );
    });
  }

  #read(bytes) {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    const reply = parseReply(this.#received);
    if (reply === undefined) return;
    this.#received = Buffer.alloc(0);
    const { resolve, reject } = this.#settle;
    this.#settle = undefined;
    if (reply.status === 200) resolve(JSON.parse(reply.body));
    else reject(new Error(`${reply.status} ${reply.body}`));
  }

  close() {
    this.#settle = undefined;
    this.#socket?.destroy();
  }
}

/** The reply, or undefined while it is not whole. */
function parseReply(received) {
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const head = received.toString("latin1", 0, headEnd).toLowerCase();
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  const start = headEnd + 4;
  if (length === undefined) {
    const body = dechunk(received, start);
    return body === undefined ? undefined : { status, body };
  }
  const end = start + Number(length);
  return received.length < end
    ? undefined
    : { status, body: received.toString("utf8", start, end) };
}

function dechunk(received, start) {
  const parts = [];
  let at = start;
  for (;;) {
    const lineEnd = received.indexOf("\r\n", at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(received.toString("latin1", at, lineEnd), 16);
    at = lineEnd + 2;
    if (received.length < at + size + 2) return undefined;
    if (size === 0) return Buffer.concat(parts).toString("utf8");
    parts.push(received.subarray(at, at + size));
    at += size + 2;
  }
}

/** As many connections as requests are to be in flight. */
export function openConnections(endpoint, count) {
  return Array.from({ length: count }, () => new Connection(endpoint));
}
