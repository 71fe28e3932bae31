// npx tsx bench/batch/chart.mjs: draws docs/throttling.svg from the simulation of the tests. A seed
// gives the same chart each time.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runStorm } from "../../test/simulation/storm.js";

const WIDTH = 720;
const HEIGHT = 200;
const LEFT = 56;
const TOP = 34;

const storms = [
  {
    title: "16 processes, 80,000 items, 1 to 4 partitions",
    workers: 16,
    items: 80_000,
    maxPartitions: 8,
  },
  {
    title: "256 processes, 256,000 items, 1 to 8 partitions",
    workers: 256,
    items: 256_000,
    maxPartitions: 8,
  },
];

/** One diagram: what the table stored in each second, below what it could have. */
function diagram({ title, ...storm }, index) {
  const result = runStorm({ partitionUnits: 1_000, seed: 1, ...storm });
  const { perSecond, capacityPerSecond } = result;
  const most = Math.max(...capacityPerSecond);
  const x = (second) => LEFT + (second / perSecond.length) * (WIDTH - LEFT - 10);
  const y = (units) => TOP + (1 - units / most) * (HEIGHT - TOP - 30);
  const line = (values) =>
    values.map((units, second) => `${x(second).toFixed(1)},${y(units).toFixed(1)}`).join(" ");
  const ticks = [0, most / 2, most].map(
    (units) =>
      `<text x="${LEFT - 6}" y="${y(units) + 4}" text-anchor="end">${units.toLocaleString("en")}</text>`,
  );
  const facts =
    `${result.attemptsPerItem.toFixed(2)} attempts an item, ` +
    `${(result.seconds / result.idealSeconds).toFixed(2)} x the shortest time`;
  return [
    `<g transform="translate(0 ${index * HEIGHT})">`,
    `<text x="${LEFT}" y="16" font-weight="bold">${title}: ${facts}</text>`,
    ...ticks,
    `<text x="${WIDTH - 10}" y="${HEIGHT - 8}" text-anchor="end">${perSecond.length} s</text>`,
    `<polyline points="${line(capacityPerSecond)}" fill="none" stroke="#999" stroke-dasharray="4 3"/>`,
    `<polyline points="${line(perSecond)}" fill="none" stroke="#06c" stroke-width="1.5"/>`,
    "</g>",
  ];
}

const svg = [
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT * storms.length}" font-family="sans-serif" font-size="12">`,
  "<title>Items stored in each second (blue) of what the table can take (dashed)</title>",
  `<rect width="100%" height="100%" fill="#fff"/>`,
  ...storms.flatMap(diagram),
  "</svg>",
];
writeFileSync(
  fileURLToPath(new URL("../../docs/throttling.svg", import.meta.url)),
  `${svg.join("\n")}\n`,
);
