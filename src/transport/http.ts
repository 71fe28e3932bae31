import { ConfigurationError } from "../errors/errors.js";
import { NetworkError, ServiceError } from "../errors/transport-errors.js";
import { type Api, apiOf } from "./api.js";
import { type Attempt, startAttempt, within } from "./attempt.js";
import { type Environment, processEnvironment } from "./environment.js";
import { checkOptions, type HttpTransportOptions, toWorkerTarget } from "./http-options.js";
import { answerOf, checkReply, replyText } from "./http-reply.js";
import { CONTENT_TYPE, type HttpSession, openSession } from "./http-session.js";
import type { HttpReply } from "./reply-parser.js";
import { bytesOf, type Credentials, type SendOptions, type TextTransport } from "./transport.js";

const STATIC_HEADERS = `content-type: ${CONTENT_TYPE}\r\naccept-encoding: identity\r\nuser-agent: monotable\r\n`;

/** How the service refuses a signature whose time is too far from its own. */
const CLOCK_ERRORS = new Set([
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "RequestTimeTooSkewed",
  "RequestExpired",
  "RequestInTheFuture",
]);

/** A smaller difference is no reason to doubt the clock: the service allows five minutes. */
const CLOCK_TOLERANCE_MS = 60_000;

const EXPIRED_ERRORS = new Set(["ExpiredTokenException", "ExpiredToken"]);

/**
 * Talks to DynamoDB, or an engine with its protocol, over HTTP with Signature Version 4. Nothing
 * is read or opened before the first call; idle connections do not keep the process alive.
 *
 * One attempt per call. A request that the service refused *unseen*, because of this machine's
 * clock or because the credentials had ended, is sent once more: it was not carried out.
 *
 * @throws ConfigurationError or CredentialsError for an option that cannot be used.
 */
export function createHttpTransport(
  options: HttpTransportOptions = {},
  environment: Environment = processEnvironment,
): TextTransport {
  checkOptions(options);
  const sessions = new Map<Api, HttpSession>();
  const opening = new Map<Api, Promise<HttpSession>>();
  /** Milliseconds that the service's clock is ahead of this machine's. */
  let clockOffset = 0;

  async function open(api: Api): Promise<HttpSession> {
    const session = opening.get(api) ?? openSession(options, environment, api);
    opening.set(api, session);
    try {
      sessions.set(api, await session);
      return await session;
    } finally {
      opening.delete(api);
    }
  }

  /** Waits for settings or credentials; at that time nothing has been sent. */
  function prepared<T>(attempt: Attempt, work: Promise<T>): Promise<T> {
    return within(attempt, work, () => {
      const what = `Region and credentials were not ready within ${attempt.timeoutMs} ms`;
      return new NetworkError(`${what}; nothing was sent.`, false);
    });
  }

  async function call(
    operation: string,
    body: Uint8Array,
    { timeoutMs = options.timeoutMs ?? 3_000, signal }: SendOptions = {},
  ): Promise<Buffer> {
    if (!/^\w+$/.test(operation)) {
      throw new ConfigurationError('The operation\'s name must be one such as "PutItem".');
    }
    const attempt = startAttempt(timeoutMs, signal);
    const api = apiOf(operation);
    const { target, endpoint, connection, sign, credentials } =
      sessions.get(api) ?? (await prepared(attempt, open(api)));

    const own = { "x-amz-target": `${target}.${operation}` };

    function attemptWith(used: Credentials, offset: number): Promise<HttpReply> {
      const { date, authorization } = sign(own, body, used, environment.now() + offset);
      const token =
        used.sessionToken === undefined ? "" : `x-amz-security-token: ${used.sessionToken}\r\n`;
      const head =
        `POST ${endpoint.pathname} HTTP/1.1\r\nhost: ${endpoint.host}\r\n${STATIC_HEADERS}` +
        `x-amz-target: ${own["x-amz-target"]}\r\nx-amz-date: ${date}\r\n${token}` +
        `authorization: ${authorization}\r\ncontent-length: ${body.length}\r\n\r\n`;
      const request = Buffer.allocUnsafe(head.length + body.length);
      request.write(head, "latin1");
      request.set(body, head.length);
      return connection.exchange(request, attempt);
    }

    for (let resent = false; ; resent = true) {
      const offset = clockOffset;
      const known = credentials.get();
      const used = known instanceof Promise ? await prepared(attempt, known) : known;
      const reply = await attemptWith(used, offset);
      try {
        return checkReply(operation, reply);
      } catch (error) {
        if (resent || !(error instanceof ServiceError)) throw error;
        if (EXPIRED_ERRORS.has(error.service)) credentials.forget(used);
        else if (!CLOCK_ERRORS.has(error.service) || !correctClock(reply, offset)) throw error;
      }
    }
  }

  /** Takes the service's time; false when that of the request was close to it. */
  function correctClock({ headers }: HttpReply, offset: number): boolean {
    const corrected = Date.parse(headers.date ?? "") - environment.now();
    if (!(Math.abs(corrected - offset) > CLOCK_TOLERANCE_MS)) return false;
    clockOffset = corrected;
    return true;
  }

  return {
    capabilities: { transactions: true },
    async send(request, sendOptions) {
      const { operation } = request;
      return answerOf(request, await call(operation, bytesOf(request), sendOptions));
    },
    async exchange(operation, body, sendOptions) {
      return replyText(operation, await call(operation, Buffer.from(body), sendOptions));
    },
    workerTarget: () => toWorkerTarget(options),
    async close() {
      for (const { connection } of sessions.values()) connection.close();
    },
  };
}
