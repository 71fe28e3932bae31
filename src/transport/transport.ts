/** A DynamoDB request or reply body: JSON of the low-level API, binary values as base64 text. */
export type WireObject = { readonly [name: string]: unknown };

/** One call of the low-level API, as plain data. */
export interface TransportRequest {
  /** The operation's name, such as `"PutItem"`. */
  readonly operation: string;
  readonly input: WireObject;
  /** The JSON of `input`, where that was made first; transports that send text need not ask for `input`. */
  readonly body?: string;
  /** `body` in UTF-8, where that was made first. */
  readonly bytes?: Uint8Array;
  /**
   * Makes the reply of its JSON, which is UTF-8 that was found to be whole; `undefined` where that is
   * left to the transport. Transports that have no bytes need not ask.
   */
  readonly read?: ((body: Uint8Array) => WireObject | undefined) | undefined;
}

/** A call whose input was made as JSON, in the bytes that are sent. */
export class TextRequest implements TransportRequest {
  #body: string | undefined;
  #input: WireObject | undefined;

  constructor(
    readonly operation: string,
    readonly bytes: Buffer,
  ) {}

  get body(): string {
    this.#body ??= this.bytes.toString();
    return this.#body;
  }

  get input(): WireObject {
    this.#input ??= JSON.parse(this.body) as WireObject; // written as one
    return this.#input;
  }
}

/** The JSON of a call's input. */
export function bodyOf(request: TransportRequest): string {
  return request.body ?? JSON.stringify(request.input);
}

/** The same in UTF-8. */
export function bytesOf(request: TransportRequest): Uint8Array {
  return request.bytes ?? Buffer.from(bodyOf(request));
}

export interface SendOptions {
  /** Milliseconds that this one attempt may take; the transport's own default when left out. */
  readonly timeoutMs?: number;
  /** Aborts the attempt: `send` rejects with an `AbortedError` within 50 ms. */
  readonly signal?: AbortSignal;
}

/** What an engine behind a transport can do; features that need more are refused early. */
export interface Capabilities {
  /** Whether TransactWriteItems and TransactGetItems exist (ScyllaDB Alternator has none). */
  readonly transactions: boolean;
}

/** Plain data from which the worker thread of the blocking mode builds its own HTTP transport. */
export interface WorkerTarget {
  readonly region?: string;
  /** Absolute URL; the AWS endpoint of the region when left out. */
  readonly endpoint?: string;
  /** Static credentials; the default credential chain, run in the worker, when left out. */
  readonly credentials?: Credentials;
  readonly timeoutMs?: number;
  readonly connectTimeoutMs?: number;
  readonly maxSockets?: number;
  /** Profile of the shared AWS files, read in the worker. */
  readonly profile?: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** When temporary credentials end. */
  readonly expiration?: Date;
}

/**
 * The port to DynamoDB or anything that speaks its protocol. One attempt per call: retries belong
 * to the operations above, so that they are never multiplied.
 *
 * Failures are a `ServiceError` (the service answered with an error), `NetworkError`,
 * `TimeoutError`, `AbortedError`, `CredentialsError` or `ConfigurationError`, nothing else.
 */
export interface Transport {
  readonly capabilities: Capabilities;
  send(request: TransportRequest, options?: SendOptions): Promise<WireObject>;
  /** Answers in the calling thread. Only engines that live in this process have it. */
  sendSync?(request: TransportRequest, options?: SendOptions): WireObject;
  /**
   * What the blocking mode's worker thread needs to reach the same table.
   * @throws ConfigurationError naming what cannot cross to a thread (a credentials function, say).
   */
  workerTarget?(): WorkerTarget;
  /** Ends sockets. Calls made later open new ones. */
  close(): Promise<void>;
}

/** A transport that sends text. */
export interface TextTransport extends Transport {
  /**
   * `send` in the wire's own text: the request's JSON in, the reply's JSON out. The reply starts
   * with `{`, ends with `}`, and is otherwise for its reader to check.
   */
  exchange(operation: string, body: string, options?: SendOptions): Promise<string>;
}
