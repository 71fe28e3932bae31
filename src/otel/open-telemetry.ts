import type { MeterProvider, TracerProvider } from "@opentelemetry/api";
import type { CallObserver, ObservedCall, Observer } from "../operation/observer.js";
import { Instruments } from "./instruments.js";
import { CallSpan } from "./spans.js";

export interface OpenTelemetryOptions {
  /** The global one when left out. */
  readonly tracerProvider?: TracerProvider | undefined;
  /** The global one when left out. */
  readonly meterProvider?: MeterProvider | undefined;
}

/** Names the instrumentation to OpenTelemetry. */
const SCOPE = "monotable";

/** The optional peer; without it there is nobody to tell. */
const api = await import("@opentelemetry/api").catch(() => undefined);

/**
 * An observer that makes spans and metrics by OpenTelemetry's conventions for databases:
 * `table.observe(openTelemetry())`. Without `@opentelemetry/api` it does nothing.
 */
export function openTelemetry(options?: OpenTelemetryOptions): Observer {
  if (api === undefined) return { call: () => undefined };
  const tracer = (options?.tracerProvider ?? api.trace).getTracer(SCOPE);
  const meter = (options?.meterProvider ?? api.metrics).getMeter(SCOPE);
  const instruments = new Instruments(meter);
  const { context, trace } = api;
  return {
    capacity: true,
    call(call: ObservedCall): CallObserver {
      const span = new CallSpan(tracer, call, context.active(), trace);
      return {
        request(request) {
          const endSpan = span.request(request);
          return (reply) => {
            endSpan(reply);
            instruments.request(call, request, reply);
          };
        },
        done: (result) => span.end(result),
      };
    },
  };
}
