import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { crc32 } from "node:zlib";

/** A request as the server got it. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turns, as they came. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
  /** DynamoDB's operation, such as `"PutItem"`; empty for other requests. */
  readonly operation: string;
  /** The port of the client's end, by which connections can be told apart. */
  readonly clientPort: number;
}

/** What to answer. */
export interface NullReply {
  /** 200 by default. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes are sent as they are, anything else as JSON; `{}` by default. */
  readonly body?: unknown;
  /** Adds `x-amz-crc32`, right or wrong. */
  readonly crc?: "right" | "wrong";
  /** Milliseconds to wait before answering. */
  readonly delayMs?: number;
  /** Sends the body byte by byte, this many milliseconds apart. */
  readonly dripMs?: number;
  /** Resets the connection: before any byte of the reply, or after that many of its body. */
  readonly cut?: "before" | number;
  /** Never answers. */
  readonly hang?: true;
  /** Writes these bytes instead of an HTTP reply, then ends the connection. */
  readonly raw?: string | Uint8Array;
}

export type NullScript = (request: RecordedRequest, index: number) => NullReply;

export interface NullServer {
  readonly endpoint: string;
  readonly requests: readonly RecordedRequest[];
  /** Connections open now. */
  connections(): number;
  /** Resolves when no connection is open; rejects after `timeoutMs`. */
  drained(timeoutMs?: number): Promise<void>;
  stop(): Promise<void>;
}

function bytesOf(body: unknown): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body ?? {}));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function answer(reply: NullReply, response: ServerResponse): Promise<void> {
  const { socket } = response;
  if (reply.hang || socket === null) return;
  if (reply.delayMs !== undefined) await pause(reply.delayMs);
  if (reply.cut === "before") {
    socket.resetAndDestroy();
    return;
  }
  if (reply.raw !== undefined) {
    socket.end(reply.raw);
    return;
  }
  const body = bytesOf(reply.body);
  const headers: Record<string, string> = {
    "content-type": "application/x-amz-json-1.0",
    "content-length": String(body.length),
    "x-amzn-requestid": "null-server",
    ...reply.headers,
  };
  if (reply.crc !== undefined) {
    headers["x-amz-crc32"] = String(reply.crc === "right" ? crc32(body) : crc32(body) ^ 1);
  }
  response.writeHead(reply.status ?? 200, headers);
  if (reply.cut !== undefined) {
    response.write(body.subarray(0, reply.cut), () => socket.resetAndDestroy());
  } else if (reply.dripMs !== undefined) {
    for (const byte of body) {
      if (response.destroyed) return;
      response.write(Buffer.of(byte));
      await pause(reply.dripMs);
    }
    response.end();
  } else {
    response.end(body);
  }
}

/** Starts an HTTP server on a free local port that answers by script and records what it got. */
export async function startNullServer(script: NullScript = () => ({})): Promise<NullServer> {
  const requests: RecordedRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("error", () => undefined);
    response.on("error", () => undefined);
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const target = incoming.headers["x-amz-target"];
      const request: RecordedRequest = {
        method: incoming.method ?? "",
        path: incoming.url ?? "",
        headers: incoming.headers,
        rawHeaders: incoming.rawHeaders,
        body: Buffer.concat(chunks).toString("utf8"),
        operation: typeof target === "string" ? (target.split(".")[1] ?? "") : "",
        clientPort: incoming.socket.remotePort ?? 0,
      };
      requests.push(request);
      void answer(script(request, requests.length - 1), response);
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is no string

  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    connections: () => sockets.size,
    async drained(timeoutMs = 1_000) {
      const end = performance.now() + timeoutMs;
      while (sockets.size > 0) {
        if (performance.now() > end) throw new Error(`${sockets.size} connections are still open.`);
        await pause(5);
      }
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
