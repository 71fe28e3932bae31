/** The figures of a run as Markdown. */
export function render({ machine, settings, parts, goals }) {
  return [
    machineText(machine, settings),
    ...(goals.length > 0 ? [goalsText(goals)] : []),
    ...Object.entries(parts).map(([name, figures]) => SECTIONS[name](figures, settings)),
  ].join("\n\n");
}

function number(value, digits) {
  return value.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

const digitsFor = (value) => (Math.abs(value) < 100 ? 1 : 0);

/** The median, and what the rounds lay between. */
function spreadText({ median, min, max }, digits = digitsFor(median)) {
  return `${number(median, digits)} (${number(min, digits)}..${number(max, digits)})`;
}

const megabytes = (figures) =>
  Object.fromEntries(Object.entries(figures).map(([name, bytes]) => [name, bytes / 1e6]));

function table(head, rows) {
  return [
    `| ${head.join(" | ")} |`,
    `|---|${"---:|".repeat(head.length - 1)}`,
    ...rows.map((row) => `| ${row.join(" | ")} |`),
  ].join("\n");
}

function machineText({ date, node, platform, cores, cpu, loadAtStart, versions }, settings) {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${date}, Node ${node} on ${platform}, ${cores} x ${cpu}, load at the start ${loadAtStart.toFixed(2)}. ` +
      `${settings.operations.rounds} rounds for operations, ${settings.batch.rounds} for batches, ` +
      `${settings.start.rounds} for processes; medians (lowest..highest).`,
    `Versions: ${packages.join(", ")}.`,
  ].join("\n\n");
}

function goalsText(goals) {
  const rows = goals.map(({ work, goal, seen, met }) => [
    work,
    goal,
    seen,
    met ? "met" : "**not met**",
  ]);
  return `### Goals\n\n${table(["work", "goal", "seen", ""], rows)}`;
}

function byPhase(results, figure, text) {
  const phases = Object.keys(Object.values(results)[0]);
  return table(
    ["", ...phases.map((phase) => phase.replace(" x", ", "))],
    Object.entries(results).map(([name, result]) => [
      name,
      ...phases.map((phase) => text(result[phase][figure])),
    ]),
  );
}

const operationTables = (results) =>
  [
    "CPU of one operation, µs:",
    byPhase(results, "cpuMicros", spreadText),
    "Operations per second, by the clock:",
    byPhase(results, "perSecond", ({ median }) => number(median, 0)),
    "The slowest operation but for one in a hundred, ms:",
    byPhase(results, "p99Ms", ({ median }) => number(median, 2)),
  ].join("\n\n");

const SECTIONS = {
  operations: (results) =>
    `### Save, get, page\n\nThe number is that of requests in flight; a page has 100 entities.\n\n${operationTables(results)}`,

  local: (results) => `### Save and get on DynamoDB Local\n\n${operationTables(results)}`,

  batch: (results, settings) =>
    `### Batches\n\n${number(settings.batch.count, 0)} entities in one call; the memory is the most that the process had.\n\n${table(
      ["", "items per CPU second", "CPU of an item, µs", "items per second", "peak RSS, MB"],
      Object.entries(results).map(([name, figures]) => [
        name,
        spreadText(figures.perCpuSecond, 0),
        spreadText(figures.cpuMicros),
        number(figures.perSecond.median, 0),
        spreadText(megabytes(figures.peakRss), 0),
      ]),
    )}`,

  blocking: (results) =>
    `### Blocking and async\n\nGets one after the other.\n\n${table(
      ["", "a get by the clock, µs", "its CPU, all threads, µs"],
      Object.entries(results).map(([name, figures]) => [
        name,
        spreadText(figures.medianMicros),
        spreadText(figures.cpuMicros),
      ]),
    )}`,

  start({ bareNodeMs, imports, firstSave, firstSaveWithZod, firstSaveValidated }) {
    const names = [...new Set([...Object.keys(imports), ...Object.keys(firstSave)])];
    return [
      "### Start",
      `Whole processes, ms over one that does nothing, which takes ${spreadText(bareNodeMs, 0)}. The first stored ` +
        `entity of monotable is over one that imports zod; with zod it is ${spreadText(firstSaveWithZod, 0)}, ` +
        `and over one in which zod validates the same entity ${spreadText(firstSaveValidated, 0)}.`,
      table(
        ["", "import", "to the first stored entity"],
        names.map((name) => [
          name,
          imports[name] ? spreadText(imports[name], 0) : "",
          firstSave[name] ? spreadText(firstSave[name], 0) : "",
        ]),
      ),
    ].join("\n\n");
  },

  memory: (results, settings) =>
    `### Memory\n\nOf each of ${number(settings.memory.count, 0)} that were read in pages of 100 and are held, after a full collection.\n\n${table(
      ["", "bytes"],
      Object.entries(results).map(([name, figures]) => [name, spreadText(figures, 0)]),
    )}`,

  size: (results) =>
    `### Size\n\nThe whole entry in one file, minified and gzipped, zod left out; what npm installs with all that it depends on.\n\n${table(
      [
        "",
        "without the SDK, KB",
        "with what it needs, KB",
        "of that at import, KB",
        "installed, MB",
      ],
      Object.entries(results).map(([name, { ownBundle, bundle, atImport, installed }]) => [
        name,
        ownBundle === undefined ? "" : number(ownBundle / 1_000, 1),
        number(bundle / 1_000, 1),
        number(atImport / 1_000, 1),
        number(installed / 1e6, 2),
      ]),
    )}`,

  profile(results) {
    const works = Object.keys(results);
    const shareOf = (work, part) => results[work].parts.find(({ name }) => name === part)?.percent;
    const parts = new Set(works.flatMap((work) => results[work].parts.map(({ name }) => name)));
    const shown = (percent) => (percent === undefined ? "" : percent.toFixed(1));
    return [
      "### Where the time goes",
      "Self time of monotable's process under `node --cpu-prof`, per cent; the number is that of requests in flight.",
      table(
        ["", ...works.map((work) => work.replace(" x", ", "))],
        [...parts].map((part) => [part, ...works.map((work) => shown(shareOf(work, part)))]),
      ),
      "The functions of the library that take most:",
      ...works.map((work) => {
        const functions = results[work].functions.map(
          ({ name, percent }) => `\`${name}\` ${percent.toFixed(1)}`,
        );
        return `- ${work.replace(" x", ", ")}: ${functions.join(", ")}`;
      }),
    ].join("\n\n");
  },
};
