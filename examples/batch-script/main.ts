// A nightly script without a single promise: retires devices that fell silent, and deletes their readings.
// npx tsx examples/batch-script/main.ts --tenant t1 --before 2026-01-01T00:00:00Z [--dry-run]
import { parseArgs } from "node:util";
import { ConditionFailedError } from "monotable";
import { Device, Reading } from "./models.js";

const { values } = parseArgs({
  options: {
    tenant: { type: "string" },
    before: { type: "string" },
    "dry-run": { type: "boolean", default: false },
  },
});
const { tenant, "dry-run": dryRun } = values;
const before = new Date(values.before ?? "");
if (tenant === undefined || Number.isNaN(before.getTime())) {
  console.error("Usage: main.ts --tenant TENANT --before TIME [--dry-run]");
  process.exit(2);
}

const devices = Device.objectsSync;
let retired = 0;
let deleted = 0;

const handle = dryRun ? tell : finish;
for (const device of devices.retiring(tenant)) handle(device);
for (const device of devices.silentSince(tenant, before)) {
  if (dryRun || begin(device)) handle(device);
}
if (!dryRun) console.log(`${retired} devices retired, ${deleted} readings deleted`);

function readingsOf({ tenant, device }: Device) {
  return Reading.objectsSync.query({ tenant, device });
}

function tell(device: Device): void {
  const seen = device.seenAt.toISOString();
  console.log(`${device.device}: last seen ${seen}, ${readingsOf(device).count()} readings`);
}

/** Whether it was still silent: one that has reported since the query read it stays. */
function begin(device: Device): boolean {
  try {
    devices.update(device, { status: "retiring" }, { where: { seenAt: device.seenAt } });
    return true;
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    console.log(`${device.device}: has reported again`);
    return false;
  }
}

/** After a kill in here the device is still `retiring`, and the next run finishes it. */
function finish(device: Device): void {
  deleted += Reading.objectsSync.deleteMany(readingsOf(device)).written;
  devices.update(device, { status: "retired" }, { read: true });
  retired += 1;
}
