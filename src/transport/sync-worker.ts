/**
 * The worker thread of the blocking mode: an HTTP transport of its own that answers messages.
 * `scripts/embed-worker.mjs` bundles this file into a string; nothing imports it.
 */
import { workerData } from "node:worker_threads";
import { createHttpTransport } from "./http.js";
import { monotonicMs } from "./monotonic.js";
import { ReplySlot } from "./reply-slot.js";
import { toPlainCause, toPlainFailure } from "./sync-errors.js";
import type { CallMessage, Outcome, ThreadMessage, ThreadStart } from "./sync-protocol.js";

const { port, signal, slot, target } = workerData as ThreadStart; // sync-thread.ts starts it with nothing else
const replies = new ReplySlot(slot);
let transport: ReturnType<typeof createHttpTransport> | undefined;

function post(message: ThreadMessage): void {
  port.postMessage(message);
  wake();
}

function wake(): void {
  Atomics.add(signal, 0, 1);
  Atomics.notify(signal, 0);
}

function settle(ticket: number, outcome: Outcome): void {
  if ("text" in outcome && replies.put({ ticket, text: outcome.text })) wake();
  else post({ kind: "settled", ticket, outcome });
}

async function answer({ operation, body, deadline }: CallMessage): Promise<Outcome> {
  const timeoutMs = Math.ceil(deadline - monotonicMs());
  // Its caller has given up or is about to: a write must not overtake what comes after.
  if (timeoutMs <= 0) return { failure: { code: "TIMEOUT" } };
  try {
    transport ??= createHttpTransport(target);
    return { text: await transport.exchange(operation, body, { timeoutMs }) };
  } catch (error) {
    return { failure: toPlainFailure(error) };
  }
}

// The caller is blocked and sees no event of this thread: what ends it has to be told by message.
process.once("uncaughtExceptionMonitor", (error) => {
  const cause = toPlainCause(error);
  if (cause) post({ kind: "fault", cause });
});

port.on("message", (call: CallMessage | undefined) => {
  if (call === undefined) return;
  void answer(call).then((outcome) => settle(call.ticket, outcome));
});
post({ kind: "up" });
