import { DYNAMODB } from "./api.js";
import { endOfTurn } from "./end-of-turn.js";
import type { HttpReply } from "./reply-parser.js";
import { type DynamoDBClientLike, field, type SdkModule, stepsOf } from "./sdk-client.js";
import { readResponse } from "./sdk-exchange.js";
import { createSigner, type Signer, sha256 } from "./sigv4.js";
import { bodyOf, type Credentials, type TransportRequest } from "./transport.js";

/** Milliseconds for which a request serves as the model of others: the client may change meanwhile. */
const FRESH_MS = 1_000;

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=[0-9a-f]+$/;

/** What the signer adds. */
const OF_SIGNATURE: ReadonlySet<string> = new Set([
  "authorization",
  "x-amz-date",
  "x-amz-security-token",
]);

const CONTENT_HASH = "x-amz-content-sha256";
/** In Lambda each invocation has another one, which tells of calls that call themselves. */
const TRACE = "x-amzn-trace-id";
const TRACE_ENV = "_X_AMZN_TRACE_ID";

type Headers = Readonly<Record<string, string>>;

/** A request that the whole stack of a client has made, and how others are made like it. */
interface Model {
  readonly request: object;
  /** Without those of the signature. */
  readonly headers: Headers;
  readonly path: string;
  /** The headers that are signed, beside those of the signature. */
  readonly signed: readonly string[];
  /** The header of the invocation, where there is one. */
  readonly trace: string | undefined;
  readonly sign: Signer;
  readonly accessKeyId: string;
}

/**
 * Sends for a client without its stack, which takes most of a call's time: requests like one that
 * the stack has made within the last second, with another operation, body and signature. The
 * client's credentials, clock and requestHandler are asked each time. Clients that have middleware
 * or a logger of their own, that are instrumented, or whose signature is not the one expected, go
 * without.
 */
export class SdkShortcut {
  readonly #client: DynamoDBClientLike;
  #model: Model | undefined;
  /** When a request is to be taken as the model again, on the clock of `performance.now()`. */
  #learnAt = 0;
  #inFlight = 0;

  constructor(client: DynamoDBClientLike) {
    this.#client = client;
  }

  /** Takes a request that the whole stack has sent as the model of others. */
  async learn(request: unknown, sdk: SdkModule): Promise<void> {
    const now = performance.now();
    if (now < this.#learnAt) return;
    this.#learnAt = now + FRESH_MS;
    this.#model = undefined;
    if (!isPlain(this.#client, sdk)) return;
    const credentials = await this.#credentials();
    this.#model = credentials && modelOf(request, credentials);
  }

  /** Has the whole stack make the next request. */
  forget(): void {
    this.#model = undefined;
    this.#learnAt = 0;
  }

  /** Makes a request; `undefined` where the whole stack has to. */
  async request(call: TransportRequest): Promise<object | undefined> {
    if (this.#model === undefined || performance.now() >= this.#learnAt) return undefined;
    const credentials = await this.#credentials();
    const model = this.#model;
    if (model === undefined || credentials?.accessKeyId !== model.accessKeyId) return undefined;
    const body = bodyOf(call);
    const headers: Record<string, string> = {
      ...model.headers,
      "x-amz-target": `${DYNAMODB.target}.${call.operation}`,
      "content-length": String(Buffer.byteLength(body)),
    };
    if (CONTENT_HASH in headers) headers[CONTENT_HASH] = sha256(body);
    if (model.trace !== undefined) headers[model.trace] = process.env[TRACE_ENV] ?? "";
    const offset = Number(field(this.#client.config, "systemClockOffset") ?? 0);
    const { sign, signed, request } = model;
    const signature = sign(
      { method: "POST", path: model.path, headers: pick(headers, signed), body },
      credentials,
      new Date(Date.now() + offset),
    );
    // An object of the class that the requestHandler knows.
    return Object.assign(Object.create(Object.getPrototypeOf(request)), request, {
      headers: { ...headers, ...signature },
      body,
    });
  }

  /** Hands a request to the client's requestHandler; `undefined` where that gives no whole reply. */
  async send(request: object, abortSignal: AbortSignal): Promise<HttpReply | undefined> {
    const { config } = this.#client;
    const handler = field(config, "requestHandler");
    const handle = field(handler, "handle");
    if (typeof handle !== "function") return undefined;
    this.#inFlight += 1;
    try {
      if (this.#inFlight > 1) await endOfTurn();
      const answer: unknown = await handle.call(handler, request, { abortSignal });
      return await readResponse(field(answer, "response"), config);
    } finally {
      this.#inFlight -= 1;
    }
  }

  /** `undefined` where there are none: the stack says why. */
  async #credentials(): Promise<Credentials | undefined> {
    const { config } = this.#client;
    const provider = field(config, "credentials");
    if (typeof provider !== "function") return undefined;
    let found: unknown;
    try {
      found = await provider.call(config);
    } catch {
      return undefined;
    }
    const isUsable =
      typeof field(found, "accessKeyId") === "string" &&
      typeof field(found, "secretAccessKey") === "string";
    return isUsable ? (found as Credentials) : undefined; // its two texts are there
  }
}

const plainClients = new WeakMap<SdkModule, unknown>();

/** Whether nobody has added to a client what calls past its stack would not meet. */
function isPlain(client: DynamoDBClientLike, sdk: SdkModule): boolean {
  const plain = plainClients.get(sdk) ?? plainClient(sdk);
  plainClients.set(sdk, plain);
  const classOfLogger = (one: unknown) =>
    field(field(field(one, "config"), "logger"), "constructor");
  // What instruments clients replaces their method, or marks what it has wrapped.
  const isWrapped = Object.hasOwn(client, "send") || Reflect.has(client.send, "__wrapped");
  return (
    !isWrapped &&
    stepsOf(client).join() === stepsOf(plain).join() &&
    classOfLogger(client) === classOfLogger(plain)
  );
}

function plainClient(sdk: SdkModule): unknown {
  const Client = field(sdk, "DynamoDBClient");
  return typeof Client === "function"
    ? Reflect.construct(Client, [{ region: "us-east-1" }])
    : undefined;
}

/** `undefined` where the request is not signed as expected, or others may not be like it. */
function modelOf(request: unknown, credentials: Credentials): Model | undefined {
  const given = field(request, "headers");
  const path = field(request, "path");
  const body = field(request, "body");
  const isPlain =
    field(request, "method") === "POST" &&
    Object.keys(Object(field(request, "query"))).length === 0 &&
    typeof path === "string" &&
    (typeof body === "string" || body instanceof Uint8Array);
  if (!isPlain || typeof request !== "object" || request === null) return undefined;
  const all = Object.entries(Object(given)).map(([name, value]) => [name, String(value)] as const);
  const headers = Object.fromEntries(all.filter(([name]) => !OF_SIGNATURE.has(name)));
  const trace = Object.keys(headers).find((name) => name.toLowerCase() === TRACE);
  if (trace !== undefined && headers[trace] !== process.env[TRACE_ENV]) return undefined;
  const { authorization = "", "x-amz-date": date = "" } = Object.fromEntries(all);
  const [, region, service, names] = AUTHORIZATION.exec(authorization) ?? [];
  const time = date.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5");
  if (region === undefined || service === undefined || names === undefined) return undefined;
  if (Number.isNaN(Date.parse(time))) return undefined;
  const signed = names.split(";").filter((name) => !OF_SIGNATURE.has(name));
  const sign = createSigner(region, service);
  const again = sign(
    { method: "POST", path, headers: pick(headers, signed), body },
    credentials,
    new Date(time),
  );
  if (again.authorization !== authorization.replace(/, ?/g, ", ")) return undefined;
  const { accessKeyId } = credentials;
  return { request, headers, path, signed, trace, sign, accessKeyId };
}

function pick(headers: Headers, names: readonly string[]): Headers {
  return Object.fromEntries(names.map((name) => [name, headers[name] ?? ""]));
}
