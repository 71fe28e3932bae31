import { CONTENDERS } from "../contenders/names.mjs";

const MAPPERS = Object.keys(CONTENDERS).filter((name) => CONTENDERS[name].kind === "mapper");

/** What the library is held to, as ratios of medians in one run; parts that were not run are left out. */
export function goalsOf({ operations, batch, blocking, start, memory }) {
  return [
    ...(operations ? operationGoals(operations) : []),
    ...(batch ? batchGoals(batch) : []),
    ...(blocking ? blockingGoals(blocking) : []),
    ...(start ? startGoals(start) : []),
    ...(memory ? memoryGoals(memory) : []),
  ];
}

function atMost(work, against, limit, seen) {
  const goal = `at most ${ratioText(limit, limit)}${limit < 1 ? " of" : ""} ${against}`;
  return { work, goal, seen: ratioText(seen, limit), met: seen <= limit };
}

function atLeast(work, against, limit, seen) {
  const goal = `at least ${ratioText(limit, limit)} ${against}`;
  return { work, goal, seen: ratioText(seen, limit), met: seen >= limit };
}

/** As a part of one where the goal is a part of one. */
function ratioText(ratio, limit) {
  return limit < 1 ? `1/${Number((1 / ratio).toFixed(1))}` : `${ratio.toFixed(2)} x`;
}

function operationGoals(operations) {
  const cost = (name, phase) => operations[name][phase].cpuMicros.median;
  const ratio = (phase, name, to) => cost(name, phase) / cost(to, phase);
  const bestMapper = MAPPERS.toSorted((a, b) => cost(a, "save x16") - cost(b, "save x16"))[0];
  const ours = "monotable";
  const onClient = "monotable on a DynamoDBClient";
  const save = "new entity and save, 16 in flight, CPU";
  const page = "page of 100 entities, CPU";
  return [
    atMost(save, "DocumentClient", 1 / 10, ratio("save x16", ours, "DocumentClient")),
    atMost(save, `the best mapper (${bestMapper})`, 1 / 11, ratio("save x16", ours, bestMapper)),
    atMost(save, "undici, prebuilt", 2, ratio("save x16", ours, "undici, prebuilt")),
    atMost(
      "the same on a caller's DynamoDBClient",
      "DocumentClient",
      1 / 4,
      ratio("save x16", onClient, "DocumentClient"),
    ),
    atMost(
      "get to an entity, 16 in flight, CPU",
      "DocumentClient",
      1 / 8,
      ratio("get x16", ours, "DocumentClient"),
    ),
    atMost(page, "DocumentClient", 1 / 3, ratio("page x4", ours, "DocumentClient")),
    atMost(page, "undici and JSON.parse", 1, ratio("page x4", ours, "undici, prebuilt")),
  ];
}

function batchGoals(batch) {
  const rate = (name) => batch[name].perCpuSecond.median;
  return ["upsertMany", "new and upsertMany"].flatMap((method) => {
    const ours = rate(`monotable, ${method}`);
    const work = `${method}, items per CPU second`;
    return [
      atLeast(work, "the DocumentClient loop", 5, ours / rate("DocumentClient")),
      atLeast(work, "undici, aws4", 1, ours / rate("undici, aws4")),
    ];
  });
}

function blockingGoals(blocking) {
  const micros = (name) => blocking[name].medianMicros.median;
  const more = micros("monotable, blocking") - micros("monotable");
  const work = "blocking get, one at a time, wall";
  return [
    {
      work,
      goal: "at most 100 µs over the async get",
      seen: `${more.toFixed(0)} µs`,
      met: more <= 100,
    },
    atMost(
      work,
      "the async get of DocumentClient",
      1 / 2,
      micros("monotable, blocking") / micros("DocumentClient"),
    ),
  ];
}

function startGoals({ imports, firstSave, firstSaveValidated }) {
  const ratio = (figures) => figures.monotable.median / figures.DocumentClient.median;
  const toFirst = "DocumentClient, over bare node";
  return [
    atMost("import of the main entry, over bare node", "DocumentClient", 1 / 4, ratio(imports)),
    atMost(
      "process to the first stored entity, over bare node and zod",
      toFirst,
      1 / 3,
      ratio(firstSave),
    ),
    atMost(
      "the same, over bare node and zod that validates the entity",
      toFirst,
      1 / 3,
      firstSaveValidated.median / firstSave.DocumentClient.median,
    ),
  ];
}

function memoryGoals(memory) {
  const plain = "plain object, the whole item";
  const ratio = memory["monotable, entity"].median / memory[plain].median;
  return [atMost("memory held by a loaded entity", plain, 1, ratio)];
}
