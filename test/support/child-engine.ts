import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";

/** An engine that runs in a process of its own. */
export interface Engine {
  readonly endpoint: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** A port of 127.0.0.1 that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("No free port.");
  return address.port;
}

/** Whether something answers DynamoDB's protocol there. */
export async function answers(endpoint: string): Promise<boolean> {
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "DynamoDB_20120810.ListTables",
    "x-amz-date": "20260101T000000Z",
    authorization:
      "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, " +
      "SignedHeaders=host, Signature=0",
  };
  try {
    return (await fetch(endpoint, { method: "POST", headers, body: "{}" })).ok;
  } catch {
    return false;
  }
}

/** Starts a program that speaks DynamoDB's protocol on the port it is given, and waits for it. */
export async function startChildEngine(
  name: string,
  command: string,
  argumentsFor: (port: string) => readonly string[],
  options: { readonly cwd?: string; readonly missing?: string } = {},
): Promise<Engine> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child: ChildProcess = spawn(command, argumentsFor(String(port)), {
    cwd: options.cwd,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString("utf8")}`.slice(-2_000);
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(options.missing ?? error.message));
    child.once("exit", (code, signal) => resolve(`it ended with ${signal ?? code}: ${complaint}`));
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  let failure: string | undefined;
  void ended.then((why) => {
    failure = why;
  });
  const limit = performance.now() + 60_000;
  while (!(await answers(endpoint))) {
    if (failure !== undefined) throw new Error(`${name} did not start: ${failure}`);
    if (performance.now() > limit) {
      kill();
      throw new Error(`${name} did not answer within 60 s: ${complaint}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    endpoint,
    pid: child.pid ?? 0,
    async stop() {
      process.off("exit", kill);
      kill();
      await ended;
    },
  };
}
