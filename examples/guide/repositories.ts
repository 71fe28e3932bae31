// #region model
import {
  AlreadyExistsError,
  add,
  append,
  ConditionFailedError,
  defineTable,
  gte,
  IndexKeyError,
  ItemTooLargeError,
  lt,
  MonotableError,
  missing,
  ne,
  or,
  remove,
  serviceError,
  ThrottledError,
  type Transport,
} from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

const fleet = defineTable({ name: "fleet" });

class Device extends fleet.model<Device>("Device")({
  schema: z.object({
    tenantId: z.string(),
    deviceId: z.string(),
    site: z.string(),
    status: z.enum(["up", "down", "retired"]),
    restarts: z.number().int(),
    labels: z.set(z.string()).optional(),
    log: z.array(z.string()).optional(),
    seenAt: z.date().optional(),
  }),
  pk: "TENANT#{tenantId}",
  sk: "DEVICE#{deviceId}",
  indexes: { GSI1: { pk: "TENANT#{tenantId}#{status}", sk: "{site}#{deviceId}" } },
}) {}

fleet.connect(createEngine());
await fleet.create();
// #endregion

// #region save
const pump = new Device({
  tenantId: "t1",
  deviceId: "pump",
  site: "cellar",
  status: "up",
  restarts: 0,
});
const saved = await Device.objects.save(pump);
console.log(saved === pump, pump.createdAt !== undefined);
// #endregion

// #region get
const key = { tenantId: "t1", deviceId: "pump" };

console.log((await Device.objects.get(key))?.status);
console.log(await Device.objects.get({ tenantId: "t1", deviceId: "fan" }));
console.log((await Device.objects.getOrThrow(pump, { consistent: true })).status);
console.log(await Device.objects.exists(key));

const [first, second] = await Device.objects.getMany([
  { tenantId: "t1", deviceId: "fan" },
  { tenantId: "t1", deviceId: "pump" },
]);
console.log(first, second?.deviceId);
// #endregion

// #region create
try {
  await Device.objects.create(new Device({ ...pump, restarts: 3 }));
} catch (error) {
  if (!(error instanceof AlreadyExistsError)) throw error;
  console.log(error.message);
}
// #endregion

// #region update
const restarted = await Device.objects.update(key, {
  restarts: add(1),
  labels: add(new Set(["leaky"])),
  log: append(["restarted"]),
  seenAt: new Date("2026-03-01T08:00:00Z"),
});
console.log(restarted.restarts, restarted.labels, restarted.log);

const forgotten = await Device.objects.update(key, { seenAt: remove() });
console.log(forgotten.seenAt, forgotten.createdAt?.getTime() === pump.createdAt?.getTime());
// #endregion

// #region index
try {
  await Device.objects.update(key, { status: "down" });
} catch (error) {
  if (!(error instanceof IndexKeyError)) throw error;
  console.log(error.message);
}
const down = await Device.objects.update(forgotten, { status: "down" });
console.log(down.toItem().GSI1PK, down.toItem().GSI1SK);
// #endregion

// #region where
const retired = await Device.objects.update(
  down,
  { status: "retired" },
  { where: or({ status: "down" }, { restarts: gte(10), seenAt: missing() }) },
);
console.log(retired.status);

try {
  await Device.objects.delete(key, { where: { status: ne("retired"), restarts: lt(10) } });
} catch (error) {
  if (!(error instanceof ConditionFailedError)) throw error;
  console.log(error.message, error.stored instanceof Device);
}
// #endregion

// #region delete
console.log((await Device.objects.delete(key))?.deviceId, await Device.objects.delete(key));
// #endregion

// #region sync
Device.objectsSync.save(pump);
console.log(Device.objectsSync.getOrThrow(key).deviceId);
// #endregion

// #region bounds
const { signal } = new AbortController();
await Device.objects.get(key, { deadline: Date.now() + 2_000, attemptTimeout: 500, signal });
// #endregion

// #region errors
async function describe(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
    return "done";
  } catch (error) {
    if (!MonotableError.is(error)) throw error;
    switch (error.code) {
      case "NOT_FOUND":
        return "no such device";
      case "CONDITION_FAILED":
        return "somebody was faster";
      case "THROTTLED":
      case "TIMEOUT":
        return "try again later";
      default:
        throw error;
    }
  }
}

console.log(await describe(() => Device.objects.getOrThrow({ ...key, deviceId: "fan" })));
console.log(
  await describe(() => Device.objects.update(key, { restarts: 0 }, { where: { restarts: 9 } })),
);
// #endregion

// #region large
try {
  await Device.objects.save(new Device({ ...pump, log: ["started", "x".repeat(500_000)] }));
} catch (error) {
  if (!(error instanceof ItemTooLargeError)) throw error;
  console.log(error.bytes, error.largest[0]);
}
// #endregion

// What a table would answer that is written to faster than one of its keys can take.
const hotKey = {
  service: "ThrottlingException",
  serviceMessage: "Throughput exceeds the maximum of a partition.",
  statusCode: 400,
  throttlingReasons: [
    {
      reason: "TableWriteKeyRangeThroughputExceeded",
      resource: "arn:aws:dynamodb:eu-west-1:123456789012:table/fleet",
    },
  ],
};
const busy: Transport = {
  capabilities: { transactions: true },
  send: () => Promise.reject(serviceError(hotKey)),
  close: async () => {},
};

// #region throttled
try {
  await Device.objects.using(busy).save(pump, { deadline: Date.now() + 100 });
} catch (error) {
  if (!(error instanceof ThrottledError)) throw error;
  const [reason] = error.reasons;
  console.log(reason?.table, reason?.access, reason?.limit);
}
// #endregion
