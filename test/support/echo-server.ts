import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface EchoServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Starts `echo-server.mjs`; a server in the calling process could not answer a blocking call. */
export async function startEchoServer(): Promise<EchoServer> {
  const child = fork(fileURLToPath(new URL("./echo-server.mjs", import.meta.url)), {
    execArgv: [],
  });
  const [port] = await once(child, "message");
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async stop() {
      const exit = once(child, "exit");
      child.kill();
      await exit;
    },
  };
}
