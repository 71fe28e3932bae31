import { inspect } from "node:util";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { vi } from "vitest";
import { openTelemetry } from "../../src/otel.js";
import type { defineSecrets } from "./secrets.js";

const DEEP = { depth: 30, maxStringLength: null, maxArrayLength: null } as const;

/** Everything that a table tells others while it works, as text. */
export class Told {
  readonly #texts: string[] = [];
  readonly #spans = new InMemorySpanExporter();
  readonly #metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  readonly #reader = new PeriodicExportingMetricReader({ exporter: this.#metrics });

  /** Keeps what is given, as a log would write it. */
  readonly keep = (...values: readonly unknown[]): true => {
    for (const value of values) this.#texts.push(inspect(value, DEEP), JSON.stringify(value) ?? "");
    return true;
  };

  /** Listens to what the process writes from now on. */
  constructor() {
    const streams = [process.stdout, process.stderr];
    for (const stream of streams) vi.spyOn(stream, "write").mockImplementation(this.keep);
    for (const method of ["log", "info", "warn", "error", "debug"] as const)
      vi.spyOn(console, method).mockImplementation(this.keep);
    vi.spyOn(process, "emitWarning").mockImplementation(this.keep);
  }

  /** Listens to a table with all observers that there are. */
  observe(table: ReturnType<typeof defineSecrets>["table"]): void {
    const spanProcessors = [new SimpleSpanProcessor(this.#spans)];
    const tracerProvider = new BasicTracerProvider({ spanProcessors });
    const meterProvider = new MeterProvider({ readers: [this.#reader] });
    table.observe(openTelemetry({ tracerProvider, meterProvider }));
    table.observe({
      capacity: true,
      call: (call) => {
        this.keep(call);
        return {
          request: (request) => {
            this.keep(request);
            return this.keep;
          },
          done: this.keep,
        };
      },
    });
  }

  /** All of it, spans and metrics included; stops listening to the process. */
  async texts(): Promise<readonly string[]> {
    vi.restoreAllMocks();
    await this.#reader.forceFlush();
    this.keep(...this.#metrics.getMetrics());
    for (const { name, attributes, events, status } of this.#spans.getFinishedSpans())
      this.keep({ name, attributes, events, status });
    return this.#texts;
  }
}
