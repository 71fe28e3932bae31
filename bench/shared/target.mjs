export const CREDENTIALS = { accessKeyId: "bench", secretAccessKey: "bench" };
export const REGION = "us-east-1";

/** Where a server of this machine is. */
export function target(port) {
  return { endpoint: `http://127.0.0.1:${port}`, region: REGION, credentials: CREDENTIALS };
}
