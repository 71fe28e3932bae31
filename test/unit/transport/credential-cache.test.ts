import { expect, test } from "vitest";
import {
  checkCredentials,
  createCredentialCache,
} from "../../../src/transport/credential-cache.js";
import type { Credentials } from "../../../src/transport/transport.js";

const MINUTE = 60_000;

/** A source that gives numbered credentials, each for an hour, on a clock set by the test. */
function numbered(options: { readonly expires?: boolean } = {}) {
  const state = { now: 0, loads: 0, fail: false };
  const load = async (): Promise<Credentials> => {
    state.loads += 1;
    await Promise.resolve();
    if (state.fail) throw new Error("down");
    const expiration = new Date(state.now + 60 * MINUTE);
    const keys = { accessKeyId: `id${state.loads}`, secretAccessKey: "s" };
    return options.expires === false ? keys : { ...keys, expiration };
  };
  const cache = createCredentialCache(load, () => state.now);
  const id = async () => (await cache.get()).accessKeyId;
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { state, cache, id, settle };
}

test("calls at the same time share one load, and later ones its answer", async () => {
  const { state, cache, id } = numbered();
  expect(await Promise.all([id(), id(), id()])).toEqual(["id1", "id1", "id1"]);
  state.now = 54 * MINUTE;
  expect(cache.get()).toMatchObject({ accessKeyId: "id1" });
  expect(state.loads).toBe(1);
});

test("in the last five minutes the old ones are used while new ones are fetched, once", async () => {
  const { state, id, settle } = numbered();
  await id();
  state.now = 56 * MINUTE;
  expect(await Promise.all([id(), id()])).toEqual(["id1", "id1"]);
  await settle();
  expect(await id()).toBe("id2");
  expect(state.loads).toBe(2);
});

test("when a refresh fails the old ones serve until they end, and tries are ten seconds apart", async () => {
  const { state, id, settle } = numbered();
  await id();
  state.now = 56 * MINUTE;
  state.fail = true;
  for (const step of [0, 9_999, 1]) {
    state.now += step;
    expect(await id()).toBe("id1");
    await settle();
  }
  expect(state.loads).toBe(3);
  state.now = 60 * MINUTE;
  await expect(id()).rejects.toThrow("down");
  state.fail = false;
  expect(await id()).toBe("id5");
});

test("credentials without an end are kept until the service refuses them", async () => {
  const { state, cache, id } = numbered({ expires: false });
  const first = await cache.get();
  state.now = 1e12;
  expect(await id()).toBe("id1");
  cache.forget(first);
  expect(await id()).toBe("id2");
  cache.forget(first);
  expect(await id()).toBe("id2");
});

test.each([
  ["secretAccessKey", { accessKeyId: "a", secretAccessKey: "" }],
  ["accessKeyId", { accessKeyId: "a b", secretAccessKey: "s" }],
  ["sessionToken", { accessKeyId: "a", secretAccessKey: "s", sessionToken: "hidden\n" }],
])("credentials whose %s no header takes are refused without quoting it", (name, credentials) => {
  expect(() => checkCredentials(credentials, "source")).toThrow(
    `source: ${name} must be text of printable ASCII characters without spaces.`,
  );
});
