import type { Agent } from "node:http";
import type { HttpReply } from "./reply-parser.js";
import { field } from "./sdk-client.js";

/** What the SDK's own requestHandler is set to by callers, or by itself. */
const SETTINGS: ReadonlySet<string> = new Set([
  "connectionTimeout",
  "defaultSocketTimeout",
  "httpAgent",
  "httpAgentProvider",
  "httpsAgent",
  "logger",
  "requestTimeout",
  "socketAcquisitionWarningTimeout",
  "socketTimeout",
  "throwOnRequestTimeout",
]);

/** Settings after which it ends a request, or warns of it. */
const LIMITS = ["defaultSocketTimeout", "requestTimeout", "socketTimeout"] as const;

/** What is sent. */
export interface SdkRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Where a request goes. */
export interface SdkRoute {
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/**
 * Whether a requestHandler does what the SDK's own does (`own` is one): it is of the same class, nobody
 * has replaced its method, and it has no settings that are not known here.
 */
export function isStock(handler: unknown, own: unknown): boolean {
  const handle = field(own, "handle");
  return (
    typeof handle === "function" &&
    field(handler, "handle") === handle &&
    !Object.hasOwn(Object(handler), "handle") &&
    !Reflect.has(handle, "__wrapped") &&
    Object.getPrototypeOf(handler) === Object.getPrototypeOf(own) &&
    Object.keys(settingsOf(handler)).every((name) => SETTINGS.has(name))
  );
}

/** What the handler has found out; empty before its first request. */
function settingsOf(handler: unknown): object {
  const settings = field(handler, "httpHandlerConfigs");
  return Object(typeof settings === "function" ? settings.call(handler) : undefined);
}

/**
 * The agent of the SDK's own handler, where all that is left for the handler to do is to make the
 * request on it: one of its connections is free, and no limit of the handler's comes before
 * `timeoutMs`.
 */
export function freeAgent(
  handler: unknown,
  { isSecure, host, port }: SdkRoute,
  timeoutMs: number,
): Agent | undefined {
  const settings = settingsOf(handler);
  for (const name of LIMITS) {
    const limit = Number(field(settings, name) ?? 0);
    if (limit > 0 && limit < timeoutMs) return undefined;
  }
  const agent = field(settings, isSecure ? "httpsAgent" : "httpAgent");
  const start = `${host}:${port}:`;
  for (const name in Object(field(agent, "freeSockets"))) {
    if (name.startsWith(start)) return agent as Agent; // it has sockets by name, and the handler uses it as one
  }
  return undefined;
}

/** Makes a request on an agent as the SDK's own handler does. */
export function exchangeOn(
  agent: Agent,
  { isSecure, host, port, path }: SdkRoute,
  { headers, body }: SdkRequest,
  onStart: (end: () => void) => void,
): Promise<HttpReply> {
  const { request } = process.getBuiltinModule(isSecure ? "node:https" : "node:http");
  return new Promise((resolve, reject) => {
    const sent = request({ agent, host, port, path, method: "POST", headers }, (response) => {
      const parts: Buffer[] = [];
      response
        .on("data", (part: Buffer) => parts.push(part))
        .on("error", reject)
        .on("end", () => {
          const [only = Buffer.alloc(0)] = parts;
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers as HttpReply["headers"], // lists are of cookies alone
            body: parts.length < 2 ? only : Buffer.concat(parts),
          });
        });
    });
    sent.on("error", reject);
    onStart(() => sent.destroy());
    sent.end(body);
  });
}
