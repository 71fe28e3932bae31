import type { Counter, Histogram, Meter } from "@opentelemetry/api";
import { ServiceError } from "../errors/transport-errors.js";
import type { ObservedCall, ObservedReply, ObservedRequest } from "../operation/observer.js";
import { errorAttributes, requestAttributes } from "./attributes.js";

/** The metrics of requests. */
export class Instruments {
  readonly #duration: Histogram;
  readonly #retries: Counter;
  readonly #throttles: Counter;
  readonly #unprocessed: Counter;
  readonly #units: Counter;

  constructor(meter: Meter) {
    this.#duration = meter.createHistogram("db.client.operation.duration", {
      unit: "s",
      description: "Duration of one attempt of a request.",
    });
    this.#retries = meter.createCounter("monotable.retries", {
      unit: "{request}",
      description: "Attempts that repeated a request.",
    });
    this.#throttles = meter.createCounter("monotable.throttles", {
      unit: "{request}",
      description: "Attempts refused for want of capacity, or answered in part.",
    });
    this.#unprocessed = meter.createCounter("monotable.unprocessed_items", {
      unit: "{item}",
      description: "Items of batches that the service left for another request.",
    });
    this.#units = meter.createCounter("monotable.consumed_capacity", {
      unit: "{unit}",
      description: "Capacity units consumed.",
    });
  }

  request(call: ObservedCall, request: ObservedRequest, reply: ObservedReply): void {
    const { error, durationMs, unprocessed, units } = reply;
    const model = call.model === undefined ? {} : { "monotable.model": call.model };
    this.#duration.record(durationMs / 1_000, {
      ...requestAttributes(request),
      ...errorAttributes(error),
      ...model,
    });
    const counted = { "db.operation.name": request.operation, ...model };
    if (request.attempt > 1) this.#retries.add(1, counted);
    const throttled = error instanceof ServiceError && error.kind === "throttling";
    if (throttled || unprocessed > 0) this.#throttles.add(1, counted);
    if (unprocessed > 0) this.#unprocessed.add(unprocessed, counted);
    for (const { table, index, read, write } of units) {
      const where = {
        "db.collection.name": table,
        ...(index !== undefined && { "aws.dynamodb.index_name": index }),
        ...model,
      };
      if (read > 0) this.#units.add(read, { ...where, "monotable.capacity": "read" });
      if (write > 0) this.#units.add(write, { ...where, "monotable.capacity": "write" });
    }
  }
}
