// One contender against one server: node side-child.mjs NAME PORT COUNT. Says what it took.
import { CONTENDERS, elements } from "./contenders.mjs";

const [name, port, count] = process.argv.slice(2);
const write = CONTENDERS[name](Number(port));
const all = elements(Number(count));
// Compiled before it is measured, where that does not use up what a throttled server has to give.
const warm = Math.min(2_000, Math.floor(all.length / 10));
await write(all.slice(0, warm)).catch(() => undefined);

const began = process.cpuUsage();
const from = performance.now();
const error = await write(all).then(
  () => undefined,
  (thrown) => String(thrown?.message ?? thrown).slice(0, 120),
);
const seconds = (performance.now() - from) / 1_000;
const { user, system } = process.cpuUsage(began);
process.send({ seconds, cpuMicros: (user + system) / all.length, error });
process.disconnect();
process.exit();
