import { endOfTurn } from "./end-of-turn.js";
import type { HttpReply } from "./reply-parser.js";
import { type DynamoDBClientLike, field, type SdkModule, stepsOf } from "./sdk-client.js";
import { type Ending, readResponse } from "./sdk-exchange.js";
import { exchangeOn, freeAgent, isStock, type SdkRequest } from "./sdk-handler.js";
import { isElsewhere, learnModel, type SdkModel } from "./sdk-model.js";
import type { Credentials, TransportRequest } from "./transport.js";

/** Milliseconds for which a request serves as the model of others: the client may change meanwhile. */
const FRESH_MS = 1_000;

/**
 * Milliseconds after which a call goes by the stack, and how many later another one does where that
 * one failed: so all the others need not when the model has served its time.
 */
const RENEW_MS = 700;
const RENEW_AGAIN_MS = 100;

/** A request, and what it was made like. */
interface Ready {
  readonly model: SdkModel;
  readonly request: SdkRequest;
}

/**
 * Sends for a client without its stack, which takes most of a call's time: requests like one that
 * the stack has made within the last second, with another operation, body and signature. The
 * client's credentials and clock are asked each time, and its requestHandler; where that is the SDK's
 * own, requests are made on its connections as it makes them. Clients that have middleware or a
 * logger of their own, that are instrumented, or whose signature is not the one expected, go
 * without.
 */
export class SdkShortcut {
  readonly #client: DynamoDBClientLike;
  #model: SdkModel | undefined;
  /** The requestHandler that does what the SDK's own does, where the client has such a one. */
  #stock: unknown;
  /** When the model was learnt, on the clock of `performance.now()`. */
  #learntAt = Number.NEGATIVE_INFINITY;
  #renewAt = 0;
  #inFlight = 0;

  constructor(client: DynamoDBClientLike) {
    this.#client = client;
  }

  /** Takes a request that the whole stack has sent as the model of others. */
  async learn(request: unknown, sdk: SdkModule): Promise<void> {
    const now = performance.now();
    if (now - this.#learntAt < RENEW_MS || isElsewhere(request)) return;
    this.#learntAt = now;
    this.#renewAt = now + RENEW_MS;
    this.#model = undefined;
    const plain = plainClient(sdk);
    if (!isPlain(this.#client, plain)) return;
    const handler = field(this.#client.config, "requestHandler");
    this.#stock = isStock(handler, field(field(plain, "config"), "requestHandler")) && handler;
    const credentials = await this.#credentials();
    this.#model = credentials && learnModel(request, credentials);
  }

  /** Has the whole stack make the next request. */
  forget(): void {
    this.#model = undefined;
    this.#learntAt = Number.NEGATIVE_INFINITY;
  }

  /** Makes a request; `undefined` where the whole stack has to. */
  async request(call: TransportRequest): Promise<Ready | undefined> {
    const now = performance.now();
    const model = this.#model;
    if (model === undefined || now - this.#learntAt >= FRESH_MS) return undefined;
    if (now >= this.#renewAt) {
      this.#renewAt = now + RENEW_AGAIN_MS;
      return undefined;
    }
    const credentials = await this.#credentials();
    const offset = Number(field(this.#client.config, "systemClockOffset") ?? 0);
    const request = credentials && model.make(call, credentials, Date.now() + offset);
    return request && { model, request };
  }

  /** Sends it; `undefined` where the client's requestHandler gives no whole reply. */
  async send(
    { model, request }: Ready,
    timeoutMs: number,
    ending: Ending,
  ): Promise<HttpReply | undefined> {
    this.#inFlight += 1;
    try {
      if (this.#inFlight > 1) await endOfTurn();
      const { config } = this.#client;
      const handler = field(config, "requestHandler");
      const route = handler === this.#stock ? model.route : undefined;
      const agent = route && freeAgent(handler, route, timeoutMs);
      if (agent) return await exchangeOn(agent, route, request, ending);
      const handle = field(handler, "handle");
      if (typeof handle !== "function") return undefined;
      // An object of the class that the requestHandler knows.
      const likeModel = Object.create(Object.getPrototypeOf(model.request));
      const whole = Object.assign(likeModel, model.request, request);
      const answer: unknown = await handle.call(handler, whole, { abortSignal: ending.signal() });
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

/** A client to which nothing was added. */
function plainClient(sdk: SdkModule): unknown {
  const Client = field(sdk, "DynamoDBClient");
  const plain =
    plainClients.get(sdk) ??
    (typeof Client === "function" && Reflect.construct(Client, [{ region: "us-east-1" }]));
  plainClients.set(sdk, plain);
  return plain;
}

/** Whether nobody has added to a client what calls past its stack would not meet. */
function isPlain(client: DynamoDBClientLike, plain: unknown): boolean {
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
