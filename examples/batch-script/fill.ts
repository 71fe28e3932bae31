// Something to work on: npx tsx examples/batch-script/fill.ts
import { Device, fleet, Reading } from "./models.js";

const tenant = "t1";
const names = Array.from({ length: 10 }, (_, at) => `d${at}`);
const monthsAgo = (months: number) => new Date(Date.UTC(2026, 2 - months, 1));

await fleet.create();
await Device.objects.upsertMany(
  names.map((device, at) => new Device({ tenant, device, status: "up", seenAt: monthsAgo(at) })),
);
const report = await Reading.objects.upsertMany(
  names.flatMap((device, at) =>
    Array.from({ length: 30 }, (_, day) => {
      const time = new Date(monthsAgo(at).getTime() - day * 86_400_000);
      return new Reading({ tenant, device, at: time, watts: day });
    }),
  ),
);
console.log(`${names.length} devices, ${report.written} readings`);
await fleet.close();
