import { defineTable } from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

const engine = createEngine();
const asDeployedLastYear = defineTable({ name: "people" }).connect(engine);

class OldPerson extends asDeployedLastYear.model<OldPerson>("Person")({
  schema: z.object({ id: z.string(), name: z.string() }),
  pk: "PERSON#{id}",
  sk: "PERSON",
}) {}

await asDeployedLastYear.create();
await OldPerson.objects.upsertMany([
  new OldPerson({ id: "p1", name: "Grace Hopper" }),
  new OldPerson({ id: "p2", name: "Ada Lovelace" }),
]);

const people = defineTable({ name: "people" }).connect(engine);

// #region upgrade
class Person extends people.model<Person>("Person")({
  schema: z.object({ id: z.string(), first: z.string(), last: z.string() }),
  pk: "PERSON#{id}",
  sk: "PERSON",
  indexes: { GSI1: { pk: "PEOPLE", sk: "{last}" } },
  upgrade: {
    1: ({ name, ...rest }) => {
      const [first, last] = String(name).split(" ");
      return { ...rest, first, last };
    },
  },
}) {}
// #endregion

// #region read
const grace = await Person.objects.getOrThrow({ id: "p1" });
console.log(grace.first, grace.last);

await Person.objects.get({ id: "p1" }, { writeUpgrade: true });
// #endregion

// #region backfill
const planned = await Person.objects.backfill({ dryRun: true });
console.log(planned.scanned, planned.changed);

const done = await Person.objects.backfill({
  segments: 4,
  onProgress: ({ scanned, resume }) => keep(scanned, resume),
});
console.log(done.changed, done.contended, done.failed.length);
// #endregion

function keep(_scanned: number, _resume: string): void {}

// #region reindex
const { changed, misplaced } = await Person.objects.reindex({ dryRun: true });
console.log(changed, misplaced.length);
// #endregion
