import { existsSync, readFileSync } from "node:fs";

/**
 * The most resident memory that this process had, in bytes. Where Linux tells, by its own count: that of
 * `getrusage` begins with the memory of the process that started this one.
 */
export function peakRss() {
  const status = "/proc/self/status";
  if (!existsSync(status)) return process.resourceUsage().maxRSS * 1_024;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, "utf8"))?.[1]) * 1_024;
}

/** What is held after a full collection, buffers included, in bytes: run with --expose-gc. */
export function heldBytes() {
  for (let n = 0; n < 3; n++) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
