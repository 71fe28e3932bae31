import { CredentialsError } from "../errors/transport-errors.js";
import { startAttempt } from "./attempt.js";
import { createHttpConnection, type HttpReply, type HttpRequest } from "./http-connection.js";

/** Sends one request to a credential service over a connection of its own. */
export async function requestOnce(
  url: URL,
  request: Omit<HttpRequest, "path">,
  timeoutMs: number,
): Promise<HttpReply> {
  const connection = createHttpConnection(url, { connectTimeoutMs: timeoutMs, maxSockets: 1 });
  try {
    const path = `${url.pathname}${url.search}`;
    const headers = { host: url.host, ...request.headers };
    return await connection.exchange(
      { ...request, path, headers },
      startAttempt(timeoutMs, undefined),
    );
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
