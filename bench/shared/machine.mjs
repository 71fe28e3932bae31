import { readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";

const dependenciesOf = (path, field) =>
  JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"))[field];

/** What the figures of a run depend on. */
export function describeMachine() {
  const { zod } = dependenciesOf("../../package.json", "devDependencies");
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cores: cpus().length,
    cpu: cpus()[0]?.model,
    loadAtStart: loadavg()[0],
    versions: { zod, ...dependenciesOf("../peers/package.json", "dependencies") },
  };
}
