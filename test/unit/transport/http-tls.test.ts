import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const CERTIFICATE = fileURLToPath(new URL("../../support/tls/localhost-cert.pem", import.meta.url));
const KEY = fileURLToPath(new URL("../../support/tls/localhost-key.pem", import.meta.url));
const CALL = fileURLToPath(new URL("../../support/tls/call.ts", import.meta.url));

const server = createServer(
  { cert: readFileSync(CERTIFICATE), key: readFileSync(KEY) },
  (request, response) => {
    request.resume().once("end", () => response.end('{"TableNames":[]}'));
  },
);
let port = 0;
let connections = 0;

beforeAll(async () => {
  server.on("secureConnection", () => {
    connections += 1;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port; // of a server on a port
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** What a process says that calls the server by this name: certificates are trusted from its start on. */
async function callFrom(host: string, trusted?: string): Promise<unknown> {
  const env = { ...process.env, ...(trusted && { NODE_EXTRA_CA_CERTS: trusted }) };
  const args = ["--import", "tsx", CALL, `https://${host}:${port}`];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout);
}

test("a server whose certificate nobody vouches for is refused, and nothing was sent", async () => {
  expect(await callFrom("localhost")).toMatchObject({
    code: "NETWORK",
    ambiguous: false,
    message: expect.stringContaining("DEPTH_ZERO_SELF_SIGNED_CERT"),
  });
});

test("one whose certificate is trusted is called, on one connection", async () => {
  const before = connections;
  expect(await callFrom("localhost", CERTIFICATE)).toEqual([
    { TableNames: [] },
    { TableNames: [] },
  ]);
  expect(connections - before).toBe(1);
});

test("a trusted certificate of another name is refused", async () => {
  expect(await callFrom("127.0.0.1", CERTIFICATE)).toMatchObject({
    code: "NETWORK",
    ambiguous: false,
    message: expect.stringContaining("ERR_TLS_CERT_ALTNAME_INVALID"),
  });
});
