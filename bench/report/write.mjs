import { readFileSync, writeFileSync } from "node:fs";
import { chart } from "./chart.mjs";
import { render } from "./render.mjs";

const PAGE = new URL("../../docs/benchmarks.md", import.meta.url);
const CHART = new URL("../../docs/benchmarks.svg", import.meta.url);
const BEGIN = "<!-- figures: npm run bench -- --write -->";
const END = "<!-- end of figures -->";

/** Replaces the figures of the page, whose text is written by hand, and the chart. */
export function writeDocs(report) {
  const page = readFileSync(PAGE, "utf8");
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md lacks ${BEGIN} … ${END}`);
  const figures = `${BEGIN}\n\n${render(report)}\n\n`;
  writeFileSync(PAGE, page.slice(0, from) + figures + page.slice(to));
  writeFileSync(CHART, `${chart(report.parts.operations)}\n`);
}
