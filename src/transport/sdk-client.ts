import { ConfigurationError } from "../errors/errors.js";

/** What of an AWS SDK v3 `DynamoDBClient` (or document client) is used, whatever its version. */
export interface DynamoDBClientLike {
  readonly config: object;
  readonly middlewareStack: object;
  send(command: never, options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
}

/** The namespace of `@aws-sdk/client-dynamodb`. */
export type SdkModule = object;

/** One step of the SDK's stack: wraps the next one. */
export type SdkMiddleware = (
  next: (args: unknown) => Promise<{ readonly response: unknown }>,
) => (args: unknown) => Promise<{ readonly response: unknown }>;

/** A request of the SDK, with the stack of its own steps. */
export interface SdkCommand {
  readonly middlewareStack: {
    add(step: SdkMiddleware, options: Readonly<Record<string, unknown>>): void;
  };
}

/** Reads a property of a value of unknown shape. */
export function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** Whether a value is an AWS SDK v3 client of DynamoDB, of any copy or version. */
export function isDynamoDBClient(value: unknown): value is DynamoDBClientLike {
  return (
    field(field(value, "config"), "serviceId") === "DynamoDB" &&
    typeof field(value, "send") === "function" &&
    typeof field(value, "middlewareStack") === "object"
  );
}

/**
 * Loads the SDK that the client comes from; it is never loaded for users of other transports.
 * @throws ConfigurationError when it is not installed, or when the client is of another copy:
 * commands and clients of different copies do not work together reliably.
 */
export async function loadSdk(
  client: DynamoDBClientLike,
  given: SdkModule | undefined,
): Promise<SdkModule> {
  let sdk = given;
  try {
    sdk ??= await import("@aws-sdk/client-dynamodb");
  } catch {
    throw new ConfigurationError(
      "Cannot load @aws-sdk/client-dynamodb, from which the client comes; give its module: " +
        "createSdkTransport(client, { sdk }).",
    );
  }
  // The one class of the client's own copy that can be reached from a client.
  const own = field(client.config, "endpointDiscoveryCommandCtor");
  if (own !== undefined && own !== field(sdk, "DescribeEndpointsCommand")) {
    throw new ConfigurationError(
      "The DynamoDBClient comes from another copy of @aws-sdk/client-dynamodb than the one found " +
        "here; give the module it comes from: createSdkTransport(client, { sdk }).",
    );
  }
  return sdk;
}

/**
 * Makes the command of an operation.
 * @throws ConfigurationError when this version of the SDK has none.
 */
export function createCommand(sdk: SdkModule, operation: string, input: unknown): SdkCommand {
  const Command: unknown = field(sdk, `${operation}Command`);
  if (typeof Command !== "function") {
    throw new ConfigurationError(`@aws-sdk/client-dynamodb has no command for ${operation}.`);
  }
  return Reflect.construct(Command, [input]) as SdkCommand; // every command of the SDK has a stack
}

/** The names of the steps of a client's stack, in their order. */
export function stepsOf(client: unknown): readonly string[] {
  const stack = field(client, "middlewareStack");
  const identify = field(stack, "identify");
  const steps: unknown = typeof identify === "function" ? identify.call(stack) : [];
  return Array.isArray(steps) ? steps.map(String) : [];
}
