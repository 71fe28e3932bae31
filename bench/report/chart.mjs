const WIDTH = 760;
const LABELS = 200;
const BARS = 420;
const ROW = 18;
const PANEL_HEAD = 30;

const PANELS = [
  ["save x16", "new entity and save, 16 in flight"],
  ["get x16", "get to an entity, 16 in flight"],
  ["page x4", "page of 100 entities, 4 in flight"],
];

/** CPU of an operation by contender, as an SVG of one panel for each kind of operation. */
export function chart(operations) {
  const height = PANEL_HEAD + ROW * Object.keys(operations).length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height * PANELS.length + 10}" font-family="sans-serif" font-size="12">`,
    "<title>CPU of the client for one operation, microseconds, to a null server</title>",
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...PANELS.flatMap(([phase, title], index) => panel(operations, phase, title, index * height)),
    "</svg>",
  ].join("\n");
}

/** A bar that is longer than twice that of DocumentClient is cut, and says so. */
function panel(operations, phase, title, top) {
  const cost = (name) => operations[name][phase].cpuMicros.median;
  const names = Object.keys(operations).toSorted((a, b) => cost(a) - cost(b));
  const longest = Math.min(cost(names.at(-1)), 2 * cost("DocumentClient"));
  return [
    `<text x="${LABELS}" y="${top + 18}" font-weight="bold">${title}: CPU, µs (x DocumentClient)</text>`,
    ...names.flatMap((name, index) => {
      const y = top + PANEL_HEAD + index * ROW;
      const isCut = cost(name) > longest;
      const width = Math.max(1, (Math.min(cost(name), longest) / longest) * BARS);
      const ratio = cost(name) / cost("DocumentClient");
      const fill = name.startsWith("monotable") ? "#06c" : "#999";
      const value = `${isCut ? "… " : ""}${Math.round(cost(name)).toLocaleString("en")} (${ratio.toFixed(2)} x)`;
      return [
        `<text x="${LABELS - 6}" y="${y + 12}" text-anchor="end">${name}</text>`,
        `<rect x="${LABELS}" y="${y + 2}" width="${width.toFixed(1)}" height="${ROW - 5}" fill="${fill}"/>`,
        `<text x="${(LABELS + width + 5).toFixed(1)}" y="${y + 12}" fill="#333">${value}</text>`,
      ];
    }),
  ];
}
