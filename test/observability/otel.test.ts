import { context, trace } from "@opentelemetry/api";
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
import { expect, test } from "vitest";
import { openTelemetry } from "../../src/otel.js";
import { observedTable } from "./observed-model.js";

function collector() {
  const spans = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(spans)],
  });
  const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metrics });
  const meterProvider = new MeterProvider({ readers: [reader] });
  return { spans, metrics, reader, tracerProvider, meterProvider };
}

/** The counters' values by name, summed over their attributes. */
async function sums({ metrics, reader }: ReturnType<typeof collector>) {
  await reader.forceFlush();
  const last = metrics.getMetrics().at(-1);
  const found = last?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
  return Object.fromEntries(
    found.flatMap(({ descriptor, dataPoints }) => {
      const values = dataPoints.map(({ value }) =>
        typeof value === "number" ? value : value.count,
      );
      return [[descriptor.name, values.reduce((sum: number, value) => sum + Number(value), 0)]];
    }),
  );
}

test("a call is a span with the spans of its requests under it, by the database conventions", async () => {
  const collected = collector();
  const { table, Device, device } = await observedTable();
  table.observe(openTelemetry(collected));
  await Device.objects.save(device("d1"));
  const [request, call] = collected.spans.getFinishedSpans();
  expect(call?.name).toBe("Device.save");
  expect(call?.attributes).toEqual({
    "monotable.table": "platform",
    "monotable.model": "Device",
    "monotable.method": "save",
    "monotable.mode": "async",
    "monotable.requests": 1,
    "monotable.retries": 0,
    "monotable.throttles": 0,
  });
  expect(request?.name).toBe("PutItem platform");
  expect(request?.parentSpanContext?.spanId).toBe(call?.spanContext().spanId);
  expect(request?.attributes).toEqual({
    "db.system.name": "aws.dynamodb",
    "db.operation.name": "PutItem",
    "db.collection.name": "platform",
    "monotable.consumed_units": 2,
  });
});

test("a call's span hangs under the span that is active", async () => {
  const collected = collector();
  const { table, Device, device } = await observedTable();
  table.observe(openTelemetry(collected));
  const parent = collected.tracerProvider.getTracer("test").startSpan("request");
  // Without a context manager nothing is active: give the parent for the length of the call.
  const active = context.active;
  context.active = () => trace.setSpan(active.call(context), parent);
  try {
    Device.objectsSync.save(device("d1"));
  } finally {
    context.active = active;
  }
  const call = collected.spans.getFinishedSpans().find(({ name }) => name === "Device.save");
  expect(call?.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
});

test("errors are named by code, without their text", async () => {
  const collected = collector();
  const { table, Device, device } = await observedTable();
  table.observe(openTelemetry(collected));
  await Device.objects.create(device("d1"));
  collected.spans.reset();
  await expect(Device.objects.create(device("d1"))).rejects.toThrow();
  const told = collected.spans
    .getFinishedSpans()
    .map(({ name, attributes, status }) => [name, attributes["error.type"], status.message]);
  expect(told).toEqual([
    ["PutItem platform", "ConditionalCheckFailedException", "SERVICE"],
    ["Device.create", "ALREADY_EXISTS", "ALREADY_EXISTS"],
  ]);
});

test("metrics count attempts, retries, throttles, unprocessed items and capacity", async () => {
  const collected = collector();
  const { engine, table, Device, device } = await observedTable();
  table.observe(openTelemetry(collected));
  engine.faults.add({ kind: "throttle", operation: "PutItem", times: 1 });
  await Device.objects.save(device("d1"));
  expect(await sums(collected)).toEqual({
    "db.client.operation.duration": 2,
    "monotable.retries": 1,
    "monotable.throttles": 1,
    "monotable.consumed_capacity": 2,
  });
});
