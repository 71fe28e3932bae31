import type { Engine } from "../../src/engine.js";
import { add, append, contains, gt, withReceipt } from "../../src/index.js";
import { inMode, type TestedMode } from "../support/both-modes.js";
import { CANARY, CANARY_NUMBER } from "../support/canary.js";
import type { defineSecrets } from "./secrets.js";

type Secrets = ReturnType<typeof defineSecrets>;

/** The models on a connection, in a mode. */
export interface Stage extends Secrets {
  readonly engine: Engine;
  readonly secrets: ReturnType<typeof secretsIn>;
  readonly plains: ReturnType<typeof plainsIn>;
  readonly mode: TestedMode;
}

const secretsIn = ({ Secret }: Secrets, mode: TestedMode) => inMode(Secret, mode);
const plainsIn = ({ Plain }: Secrets, mode: TestedMode) => inMode(Plain, mode);

export function stage(models: Secrets, engine: Engine, mode: TestedMode): Stage {
  return {
    ...models,
    engine,
    mode,
    secrets: secretsIn(models, mode),
    plains: plainsIn(models, mode),
  };
}

/** What can be asked of a repository, without an error. */
export async function everything({
  table,
  secrets,
  plains,
  secret,
  plain,
  Plain,
  Secret,
  mode,
}: Stage) {
  await secrets.create(secret("1"));
  await plains.save(plain("1"), { mode: "merge" });
  const { group, id } = secret("1");
  await secrets.update({ group, id }, { list: append([CANARY]), nested: { inner: CANARY } });
  await plains.update(plain("1"), { text: `${CANARY} changed`, count: add(CANARY_NUMBER) });
  await plains.upsertMany([plain("2"), plain("3")]);
  await plains.getMany([plain("1"), plain("4")]);
  await secrets.query({ group: secret("1").group }, { where: { text: contains(CANARY) } }).all();
  await secrets.query({ text: secret("1").text }, { index: "GSI1" }).page({ limit: 1 });
  await plains.scan({ where: { count: gt(CANARY_NUMBER) } }).count();
  await plains.exists(plain("1"));
  if (mode === "async") await table.query({ group: secret("1").group }, [Secret, Plain]).all();
  else table.querySync({ group: secret("1").group }, [Secret, Plain]).all();
  await secrets.backfill();
  await secrets.reindex();
  await secrets.checkUnique();
  await plains.deleteMany([plain("2"), plain("3")]);
  await secrets.delete(await secrets.getOrThrow(secret("1")));
  return (await withReceipt(() => Plain.objects.save(plain("5")))).receipt;
}
