import { ConfigurationError } from "../errors/errors.js";
import { type DynamoDBClientLike, field, type SdkModule, stepsOf } from "./sdk-client.js";
import type { Credentials, WorkerTarget } from "./transport.js";

function refuse(what: string): never {
  throw new ConfigurationError(
    `The blocking mode runs requests in a worker thread, and the DynamoDBClient's ${what} cannot ` +
      "cross to it. Connect with { region, endpoint, credentials } instead, or say what the " +
      "worker is to use: createSdkTransport(client, { worker }).",
  );
}

/** Asks one of the client's settings, which the SDK keeps as functions. */
async function ask(config: object, name: string): Promise<unknown> {
  const value = field(config, name);
  return typeof value === "function" ? await value.call(config) : value;
}

async function endpointOf(config: object): Promise<string | undefined> {
  const endpoint = await ask(config, "endpoint");
  const hostname = field(endpoint, "hostname");
  if (typeof hostname !== "string") return undefined;
  const port = field(endpoint, "port");
  const host = typeof port === "number" ? `${hostname}:${port}` : hostname;
  return `${String(field(endpoint, "protocol"))}//${host}${String(field(endpoint, "path") ?? "/")}`;
}

/** The credentials object given to the client; undefined when its default chain decides. */
async function credentialsOf(config: object): Promise<Credentials | undefined> {
  const provider = field(config, "credentials");
  if (typeof provider !== "function") return undefined;
  if (Reflect.get(provider, "attributed") !== true) {
    // SDKs since 2025 mark what the user gave; older ones do not tell.
    if (Reflect.get(provider, "configBound") !== true) refuse("credentials (in this SDK version)");
    return undefined;
  }
  const found: unknown = await ask(config, "credentials");
  const accessKeyId = field(found, "accessKeyId");
  const secretAccessKey = field(found, "secretAccessKey");
  const sessionToken = field(found, "sessionToken");
  // The SDK notes that credentials were given in code as an object by this letter.
  const isObject = field(field(found, "$source"), "CREDENTIALS_CODE") === "e";
  if (!isObject || typeof accessKeyId !== "string" || typeof secretAccessKey !== "string") {
    refuse("credentials function");
  }
  return {
    accessKeyId,
    secretAccessKey,
    ...(typeof sessionToken === "string" ? { sessionToken } : {}),
  };
}

/**
 * What a worker thread needs to reach the same table as the client does. What the user did not
 * set is left out: the worker's own environment then decides, as it does for the client.
 * @throws ConfigurationError naming what cannot cross.
 */
export async function describeClient(
  client: DynamoDBClientLike,
  sdk: SdkModule,
): Promise<WorkerTarget> {
  const { config } = client;
  const Client = field(sdk, "DynamoDBClient");
  if (typeof Client !== "function") refuse("settings (in this SDK version)");
  // A client without settings shows which parts are the SDK's own.
  const plain: unknown = Reflect.construct(Client, [{ region: "us-east-1" }]);
  const plainConfig = field(plain, "config");

  const own = new Set(stepsOf(plain));
  const added = stepsOf(client).filter((step) => !own.has(step));
  if (added.length > 0) refuse(`middleware (${added.join(", ")})`);
  const handler = field(config, "requestHandler");
  const isPlainHandler =
    field(handler, "constructor") === field(field(plainConfig, "requestHandler"), "constructor");
  if (!isPlainHandler || field(handler, "externalAgent") === true) refuse("requestHandler");
  for (const name of ["credentialDefaultProvider", "endpointProvider", "httpAuthSchemes"]) {
    const value = field(config, name);
    if (typeof value === "function" && value !== field(plainConfig, name)) refuse(name);
  }
  for (const name of ["useFipsEndpoint", "useDualstackEndpoint"]) {
    if ((await ask(config, name)) === true) refuse(name);
  }

  const region = await ask(config, "region");
  const endpoint = await endpointOf(config);
  const credentials = await credentialsOf(config);
  const profile = field(config, "profile");
  return {
    ...(typeof region === "string" ? { region } : {}),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(typeof profile === "string" ? { profile } : {}),
  };
}
