import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../shared/children.mjs";
import { withNullServer } from "../shared/servers.mjs";

const CHILD = new URL("operations-child.mjs", import.meta.url);
const DIST = new URL("../../dist/", import.meta.url).href;
const NAME = "monotable";

const NODE_PARTS = [
  ["garbage collection", /^\(garbage collector\)$/, /^$/],
  ["sockets (node:net, streams)", /^(write|writev|read|shutdown|connect)\w*$/i, /^$/],
  ["hashing (node:crypto)", /^(Hash|Hmac|update|digest|oneShotDigest)\w*$/, /^$/],
  [
    "sockets (node:net, streams)",
    /./,
    /^node:(net|stream|tls|_|internal\/(stream|streams|js_stream))/,
  ],
  ["hashing (node:crypto)", /./, /^node:(crypto|internal\/crypto)/],
  ["schema (zod)", /./, /\/zod\//],
  ["promises, ticks, timers", /./, /^node:(internal\/(process|timers|async)|timers)/],
  ["buffers and text (node:buffer)", /./, /^node:(buffer|internal\/(buffer|encoding))/],
];

/** Where the CPU time of a save, a get and a page goes: self time by part, in per cent, the greatest first. */
export function profile({ stored, seconds }) {
  return withNullServer(async (port, answerWith) => {
    await answerWith(stored[NAME]);
    const shares = {};
    for (const [work, inFlight] of [
      ["save", 16],
      ["get", 16],
      ["page", 4],
    ]) {
      const folder = mkdtempSync(join(tmpdir(), "monotable-profile-"));
      try {
        await run(CHILD, {
          args: [NAME, port, seconds, 1, JSON.stringify([[work, inFlight]])],
          execArgv: ["--cpu-prof", `--cpu-prof-dir=${folder}`],
        });
        const [file] = readdirSync(folder);
        const recorded = JSON.parse(readFileSync(join(folder, file), "utf8"));
        shares[`${work} x${inFlight}`] = sharesOf(recorded, seconds);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }
    return shares;
  });
}

/** Of the last seconds only: loading and warming up come before. */
function sharesOf({ nodes, samples, timeDeltas }, seconds) {
  const self = new Map();
  let micros = 0;
  for (let n = samples.length - 1; n >= 0 && micros < seconds * 1e6; n--) {
    self.set(samples[n], (self.get(samples[n]) ?? 0) + timeDeltas[n]);
    micros += timeDeltas[n];
  }
  const parts = new Map();
  const functions = new Map();
  let total = 0;
  for (const { id, callFrame } of nodes) {
    const time = self.get(id) ?? 0;
    if (callFrame.functionName === "(idle)" || time === 0) continue;
    total += time;
    const { part, module } = placeOf(callFrame);
    parts.set(part, (parts.get(part) ?? 0) + time);
    if (module === undefined) continue;
    const name = `${callFrame.functionName || "(anonymous)"} (${module})`;
    functions.set(name, (functions.get(name) ?? 0) + time);
  }
  const percent = (times, least) =>
    [...times]
      .map(([name, time]) => ({ name, percent: (100 * time) / total }))
      .filter((share) => share.percent >= least)
      .toSorted((a, b) => b.percent - a.percent);
  return { parts: percent(parts, 0.5), functions: percent(functions, 1).slice(0, 12) };
}

function placeOf({ functionName, url, lineNumber }) {
  if (url.startsWith(DIST)) {
    const module = moduleAt(url, lineNumber);
    return { part: `monotable: ${module.split("/")[0]}`, module };
  }
  const known = NODE_PARTS.find(([, name, place]) => name.test(functionName) && place.test(url));
  return { part: known?.[0] ?? "other" };
}

const modules = new Map();

/** The bundler names the module that a line came from in a comment above it. */
function moduleAt(url, line) {
  if (!modules.has(url)) {
    let current = "bundle";
    const lines = readFileSync(fileURLToPath(url), "utf8").split("\n");
    modules.set(
      url,
      lines.map((text) => {
        current = /^\/\/ ([\w/-]+)\.js$/.exec(text)?.[1] ?? current;
        return current;
      }),
    );
  }
  return modules.get(url)[line];
}
