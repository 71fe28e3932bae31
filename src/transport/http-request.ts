import { NetworkError } from "../errors/transport-errors.js";

/**
 * The whole text of an HTTP/1.1 request.
 * @throws NetworkError, not ambiguous, for a header that would be more than one.
 */
export function requestText(
  method: "GET" | "POST" | "PUT",
  path: string,
  headers: Readonly<Record<string, string>>,
  body = "",
): string {
  let head = `${method} ${path} HTTP/1.1\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\t\x20-\x7e]*$/.test(value)) {
      throw new NetworkError(`The request's header ${name} holds what no header can.`, false);
    }
    head += `${name}: ${value}\r\n`;
  }
  if (method !== "GET") head += `content-length: ${Buffer.byteLength(body)}\r\n`;
  return `${head}\r\n${body}`;
}
