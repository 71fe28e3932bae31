import { CredentialsError } from "../errors/transport-errors.js";
import { startAttempt } from "./attempt.js";
import { createHttpConnection } from "./http-connection.js";
import { requestText } from "./http-request.js";
import type { HttpReply } from "./reply-parser.js";

interface CredentialRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends one request to a credential service over a connection of its own. */
export async function requestOnce(
  url: URL,
  { method, headers, body }: CredentialRequest,
  timeoutMs: number,
): Promise<HttpReply> {
  const connection = createHttpConnection(url, { connectTimeoutMs: timeoutMs, maxSockets: 1 });
  try {
    const path = `${url.pathname}${url.search}`;
    const text = requestText(method, path, { host: url.host, ...headers }, body);
    return await connection.exchange(text, startAttempt(timeoutMs, undefined));
  } finally {
    connection.close();
  }
}

/**
 * Reads a credential service's JSON object.
 * @throws CredentialsError, which never quotes the reply: it holds secrets.
 */
export function readJson(source: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return { ...value };
  } catch {
    // Falls through: a parser's message quotes the text.
  }
  throw new CredentialsError(`${source} did not answer with a JSON object.`);
}
