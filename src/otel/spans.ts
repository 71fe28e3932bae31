import type { Context, Span, TraceAPI, Tracer } from "@opentelemetry/api";
import { outcomeOf } from "../operation/events.js";
import type {
  ObservedCall,
  ObservedReply,
  ObservedRequest,
  ObservedResult,
} from "../operation/observer.js";
import { errorAttributes, requestAttributes } from "./attributes.js";

/** Values of OpenTelemetry's enumerations; types only are imported, so that the peer stays optional. */
const INTERNAL = 0;
const CLIENT = 2;
const ERROR = 2;

/** The span of a call, and those of its requests under it. */
export class CallSpan {
  readonly #tracer: Tracer;
  readonly #span: Span;
  readonly #context: Context;

  constructor(tracer: Tracer, call: ObservedCall, parent: Context, trace: TraceAPI) {
    const { model, method, mode, table } = call;
    this.#tracer = tracer;
    const attributes = {
      "monotable.table": table,
      "monotable.method": method,
      "monotable.mode": mode,
      ...(model !== undefined && { "monotable.model": model }),
    };
    const name = `${model ?? table}.${method}`;
    this.#span = tracer.startSpan(name, { kind: INTERNAL, attributes }, parent);
    this.#context = trace.setSpan(parent, this.#span);
  }

  request(request: ObservedRequest): (reply: ObservedReply) => void {
    const { operation, tables, size, attempt } = request;
    const name = tables.length === 1 ? `${operation} ${tables[0]}` : operation;
    const attributes = {
      ...requestAttributes(request),
      ...(size !== undefined && size > 1 && { "db.operation.batch.size": size }),
      ...(attempt > 1 && { "monotable.attempt": attempt }),
    };
    const span = this.#tracer.startSpan(name, { kind: CLIENT, attributes }, this.#context);
    return ({ error, unprocessed, units }) => {
      if (unprocessed > 0) span.setAttribute("monotable.unprocessed", unprocessed);
      if (units.length > 0) {
        const total = units.reduce((sum, { read, write }) => sum + read + write, 0);
        span.setAttribute("monotable.consumed_units", total);
      }
      end(span, error);
    };
  }

  end({ error, requests, retries, throttles }: ObservedResult): void {
    this.#span.setAttributes({
      "monotable.requests": requests,
      "monotable.retries": retries,
      "monotable.throttles": throttles,
    });
    end(this.#span, error);
  }
}

/** The error is named by its code alone: a message may quote what the caller passed. */
function end(span: Span, error: unknown): void {
  if (error !== undefined) {
    span.setAttributes(errorAttributes(error));
    span.setStatus({ code: ERROR, message: outcomeOf(error).outcome });
  }
  span.end();
}
