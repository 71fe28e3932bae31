import type { Agent } from "node:http";
import type { HttpReply } from "./reply-parser.js";
import { field } from "./sdk-client.js";
import type { Ending } from "./sdk-exchange.js";

/** The settings of the SDK's own requestHandler that are known here. */
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

/** Those after whose milliseconds it ends a request that is under way, or warns of it. */
const LIMITS = ["defaultSocketTimeout", "requestTimeout", "socketTimeout"] as const;

/** What is sent. */
export interface SdkRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Where it is sent. */
export interface SdkRoute {
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/**
 * Whether a requestHandler does what `own`, which the SDK has made, does: it is of the same class,
 * nobody has replaced its method, and it has no settings that are not known here.
 */
export function isStock(handler: unknown, own: unknown): boolean {
  const handle = field(own, "handle");
  return (
    typeof handle === "function" &&
    field(handler, "handle") === handle &&
    Object.getPrototypeOf(handler) === Object.getPrototypeOf(own) &&
    !Reflect.has(handle, "__wrapped") &&
    Object.keys(settingsOf(handler)).every((name) => SETTINGS.has(name))
  );
}

/** Empty before the handler's first request. */
function settingsOf(handler: unknown): object {
  const tell = field(handler, "httpHandlerConfigs");
  return Object(typeof tell === "function" ? tell.call(handler) : undefined);
}

/**
 * The agent of a handler like the SDK's own, where all that is left to the handler is to make the
 * request on it: a connection is free, and no limit of the handler's ends before `timeoutMs`. To
 * open connections, to wait for one and to warn of it is left to the handler.
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
  const origin = `${host}:${port}:`;
  for (const name in Object(field(agent, "freeSockets"))) {
    if (name.startsWith(origin)) return agent as Agent; // the handler takes it for one as well
  }
  return undefined;
}

/** Makes a request as the SDK's own handler does, and reads its whole reply. */
export function exchangeOn(
  agent: Agent,
  { isSecure, host, port, path }: SdkRoute,
  { headers, body }: SdkRequest,
  ending: Ending,
): Promise<HttpReply> {
  const { request } = process.getBuiltinModule(isSecure ? "node:https" : "node:http");
  return new Promise((resolve, reject) => {
    const sent = request({ agent, host, port, path, method: "POST", headers }, (response) => {
      const parts: Buffer[] = [];
      response
        .on("data", (part: Buffer) => parts.push(part))
        .on("error", reject)
        .on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers as HttpReply["headers"], // only cookies come as a list
            body: parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts),
          }),
        );
    });
    sent.on("error", reject);
    ending.with(() => sent.destroy());
    sent.end(body);
  });
}
