// #region model
import { add, type BatchProgress, BatchWriteError, defineTable, lambdaDeadline } from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

const meters = defineTable({ name: "meters" });

class Reading extends meters.model<Reading>("Reading")({
  schema: z.object({ meter: z.string(), hour: z.number().int(), watts: z.number() }),
  pk: "METER#{meter}",
  sk: "READING#{hour:10}",
}) {}

const engine = createEngine();
meters.connect(engine);
await meters.create();
// #endregion

// #region report
const readings = Array.from(
  { length: 60 },
  (_, hour) => new Reading({ meter: "m1", hour, watts: hour * 10 }),
);
const report = await Reading.objects.upsertMany([
  ...readings,
  new Reading({ meter: "m1", hour: 0, watts: 7 }), // the same key as the first one
]);
console.log(report);
// #endregion

// #region failed
try {
  await Reading.objects.upsertMany([
    new Reading({ meter: "m2", hour: 1, watts: 5 }),
    new Reading({ meter: "", hour: 2, watts: 5 }),
  ]);
} catch (error) {
  if (!(error instanceof BatchWriteError)) throw error;
  console.log(error.message);
  for (const { index, reason } of error.report.failed) console.log(index, String(reason));
}
// #endregion

// #region throttled
engine.faults.add({ kind: "throttle", operation: "BatchWriteItem" });
const throttled = await Reading.objects.upsertMany(readings);
console.log(throttled.written, throttled.throttles, throttled.retried);
// #endregion

// #region resend
async function store(entities: readonly Reading[], deadline?: Date): Promise<readonly Reading[]> {
  try {
    await Reading.objects.upsertMany(entities, { deadline });
    return [];
  } catch (error) {
    if (!(error instanceof BatchWriteError)) throw error;
    const { report }: BatchWriteError<Reading> = error;
    return [...report.unprocessed, ...report.ambiguous].map(({ entity }) => entity);
  }
}

engine.faults.add({ kind: "throttle", operation: "BatchWriteItem", times: Infinity });
const left = await store(readings, new Date(Date.now() + 300));
engine.faults.clear();
console.log(left.length, (await store(left)).length);
// #endregion

// #region stream
async function* lines(): AsyncGenerator<Reading> {
  for (let hour = 0; hour < 1_000; hour++) yield new Reading({ meter: "m3", hour, watts: 1 });
}

const seen: BatchProgress[] = [];
await Reading.objects.upsertMany(lines(), {
  concurrency: 4,
  onProgress: (progress) => seen.push(progress),
});
console.log(seen.at(-1)?.written, seen.length);
// #endregion

// #region delete
const keys = [0, 1, 2].map((hour) => ({ meter: "m3", hour }));
console.log((await Reading.objects.deleteMany(keys)).written);
console.log((await Reading.objects.deleteMany(Reading.objects.query({ meter: "m3" }))).written);
console.log(Reading.objectsSync.deleteMany(readings).written);
// #endregion

// #region get
await Reading.objects.save(new Reading({ meter: "m4", hour: 1, watts: 8 }));
const found = await Reading.objects.getMany([
  { meter: "m4", hour: 0 },
  { meter: "m4", hour: 1 },
]);
console.log(found.map((reading) => reading?.watts));
// #endregion

// #region mixed
class Meter extends meters.model<Meter>("Meter")({
  schema: z.object({ meter: z.string(), readings: z.number().int() }),
  pk: "METER#{meter}",
  sk: "METER",
}) {}

const meter = new Meter({ meter: "m4", readings: 0 });
console.log(
  (await meters.upsertMany([meter, new Reading({ meter: "m4", hour: 2, watts: 9 })])).written,
);
const both = await meters.writeMany({
  save: [new Reading({ meter: "m4", hour: 3, watts: 4 })],
  delete: [new Reading({ meter: "m4", hour: 1, watts: 8 }), { pk: "METER#m9", sk: "METER" }],
});
console.log(both.input, both.written);
// #endregion

// #region exact
engine.faults.add({ kind: "lostReply" });
const counted = await Meter.objects.update(meter, { readings: add(2) }, { exact: true });
console.log(counted.readings);
// #endregion

// #region lambda
export async function handler(
  event: { readonly hours: readonly number[] },
  context: { getRemainingTimeInMillis(): number },
): Promise<number> {
  const entities = event.hours.map((hour) => new Reading({ meter: "m5", hour, watts: 1 }));
  const deadline = lambdaDeadline(context);
  return (await Reading.objects.upsertMany(entities, { deadline })).written;
}

console.log(await handler({ hours: [1, 2, 3] }, { getRemainingTimeInMillis: () => 10_000 }));
// #endregion

// #region export
const exported = await Reading.objects.exportFor("s3-import", lines(), {
  to: "node_modules/.cache/readings",
  splitBytes: 150_000,
});
console.log(exported.items, exported.files);
// #endregion
