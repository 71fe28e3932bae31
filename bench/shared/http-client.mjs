import { connect } from "node:net";

/**
 * A keep-alive HTTP client on bare sockets, so that the client costs little beside the engine.
 * None of the engines checks the signature: it is constant text.
 */
export const AUTHORIZATION =
  "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, " +
  "SignedHeaders=host, Signature=0";

/** One connection, which carries one request at a time and is opened anew where the server ended it. */
class Connection {
  #url;
  #socket;
  #reply;
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
  send(operation, input) {
    const bytes = bytesOf(operation, input);
    const isReused = this.#socket !== undefined && !this.#socket.destroyed;
    const reply = this.#exchange(bytes);
    if (!isReused) return reply;
    return reply.catch((error) => {
      if (error.code !== "ECONNRESET") throw error;
      return this.#exchange(bytes);
    });
  }

  #exchange(bytes) {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#reply = undefined;
      if (this.#socket === undefined || this.#socket.destroyed) this.#socket = this.#open();
      this.#socket.write(bytes);
    });
  }

  #read(bytes) {
    this.#reply ??= new Reply();
    const reply = this.#reply;
    if (!reply.add(bytes)) return;
    const { resolve, reject } = this.#settle;
    this.#settle = undefined;
    if (reply.status === 200) resolve(reply);
    else reject(new Error(`${reply.status} ${reply.text}`));
  }

  close() {
    this.#settle = undefined;
    this.#socket?.destroy();
  }
}

const REQUESTS = new WeakMap();

/** A whole request, which is sent many times: its input is that of one operation. */
function bytesOf(operation, input) {
  const known = REQUESTS.get(input);
  if (known !== undefined) return known;
  const body = JSON.stringify(input);
  const bytes = Buffer.from(
    "POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/x-amz-json-1.0\r\n" +
      `x-amz-target: DynamoDB_20120810.${operation}\r\nx-amz-date: 20260101T000000Z\r\n` +
      `authorization: ${AUTHORIZATION}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n` +
      body,
  );
  REQUESTS.set(input, bytes);
  return bytes;
}

/** How a reply in chunks ends; no line of JSON ends like this. */
const LAST_CHUNK = "\r\n0\r\n\r\n";

const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;

/** A reply as its bytes arrive. It is read only by those who want to know what it says. */
class Reply {
  status;
  #parts = [];
  #received = 0;
  /** Where the body begins and ends; the end is undefined where it comes in chunks. */
  #start;
  #end;

  /** Whether the reply is whole with these bytes. */
  add(bytes) {
    this.#parts.push(bytes);
    this.#received += bytes.length;
    if (this.#start === undefined) this.#readHead();
    if (this.#start === undefined) return false;
    if (this.#end !== undefined) return this.#received >= this.#end;
    return bytes.toString("latin1", Math.max(0, bytes.length - LAST_CHUNK.length)) === LAST_CHUNK;
  }

  #readHead() {
    const bytes = this.#bytes;
    const headEnd = bytes.indexOf("\r\n\r\n");
    if (headEnd < 0) return;
    const head = bytes.latin1Slice(0, headEnd);
    this.status = Number(head.slice(9, 12));
    this.#start = headEnd + 4;
    const length = CONTENT_LENGTH.exec(head)?.[1];
    if (length !== undefined) this.#end = this.#start + Number(length);
  }

  get #bytes() {
    return this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
  }

  get text() {
    const bytes = this.#bytes;
    const end = this.#end;
    return end === undefined
      ? dechunk(bytes, this.#start)
      : bytes.toString("utf8", this.#start, end);
  }
}

function dechunk(bytes, start) {
  const parts = [];
  let at = start;
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    if (size === 0) return Buffer.concat(parts).toString("utf8");
    at = lineEnd + 2;
    parts.push(bytes.subarray(at, at + size));
    at += size + 2;
  }
}

/** As many connections as requests are to be in flight. */
export function openConnections(endpoint, count) {
  return Array.from({ length: count }, () => new Connection(endpoint));
}
