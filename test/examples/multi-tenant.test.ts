import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CursorError, ServiceError } from "monotable";
import { createEngine } from "monotable/engine";
import { beforeAll, expect, test } from "vitest";
import { fenced } from "../../examples/multi-tenant/fenced.js";
import { Document, desk } from "../../examples/multi-tenant/models.js";
import { policyOf } from "../../examples/multi-tenant/policy.js";
import { TenantDocuments } from "../../examples/multi-tenant/tenant.js";

const engine = createEngine();
/** Names that would reach into one another's keys, were keys put together carelessly. */
const TENANTS = ["t1", "t1#", "t1#FOLDER", "t10", "t1 #%"];
const tenants = TENANTS.map((tenant) => new TenantDocuments(tenant, engine));

beforeAll(async () => {
  await desk.connect(engine).create();
  for (const tenant of tenants) {
    for (const id of ["1", "1#", "10"]) {
      await tenant.create({ id, folder: "f", title: `${tenant.tenant} ${id}` });
    }
  }
});

test("the example prints what each fence lets through", async () => {
  const args = ["--import", "tsx", "examples/multi-tenant/main.ts"];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout.trimEnd().split("\n")).toEqual([
    "[ 'Plan a', 'Plan b', 'Plan c' ]",
    "Ann's cursor, at Bob's: CURSOR",
    "Ann's key, by Ann: done",
    "Bob's key, by Ann: SERVICE",
    "everything, by Ann: SERVICE",
  ]);
});

test("each tenant sees its own documents, all of them and no others", async () => {
  for (const documents of tenants) {
    const { items, cursor } = await documents.page("f", { limit: 10 });
    const own = ["1", "1#", "10"].map((id) => `${documents.tenant} ${id}`);
    expect({ titles: items.map(({ title }) => title), cursor }).toEqual({
      titles: own,
      cursor: undefined,
    });
    expect((await documents.get("1#"))?.title).toBe(own[1]);
  }
});

test("a change of one tenant's document leaves the others' of the same id alone", async () => {
  const [first, ...others] = tenants;
  await first?.rename("10", "renamed");
  for (const other of others) {
    expect((await other.get("10"))?.title).toBe(`${other.tenant} 10`);
  }
  expect((await first?.delete("10"))?.title).toBe("renamed");
  for (const other of others) expect(await other.get("10")).toBeInstanceOf(Document);
});

test("a cursor that is forged to begin elsewhere is refused", async () => {
  const [, documents] = tenants;
  const cursor = (await documents?.page("f", { limit: 1 }))?.cursor ?? "";
  const text = Buffer.from(cursor, "base64url").toString();
  const forged = Buffer.from(text.replaceAll("DOCUMENT#1", "DOCUMENT#2")).toString("base64url");
  expect(forged).not.toBe(cursor);
  await expect(documents?.page("f", { limit: 1, after: forged })).rejects.toThrow(CursorError);
});

test("the fence lets a tenant's every operation through, and no other tenant's", async () => {
  const own = new TenantDocuments("t1", fenced(engine, "t1"));
  await own.create({ id: "new", folder: "f", title: "New" });
  await own.rename("new", "Newer");
  expect((await own.page("f", { limit: 10 })).items.map(({ title }) => title)).toContain("Newer");
  expect(await own.delete("new")).toBeInstanceOf(Document);

  for (const tenant of ["t10", "t2"]) {
    const other = new TenantDocuments(tenant, fenced(engine, "t1"));
    for (const action of [
      () => other.create({ id: "x", folder: "f", title: "X" }),
      () => other.get("1"),
      () => other.rename("1", "X"),
      () => other.delete("1"),
      () => other.page("f", { limit: 1 }),
    ]) {
      const refused = { service: "AccessDeniedException" };
      await expect(action()).rejects.toThrow(ServiceError);
      await expect(action()).rejects.toMatchObject(refused);
    }
  }
});

test("the policy names the tenant's partitions, and no scan", () => {
  const [statement] = policyOf("t1", "arn:aws:dynamodb:eu-central-1:1:table/desk").Statement;
  expect(statement?.Condition).toEqual({
    "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["TENANT#t1", "TENANT#t1#*"] },
    Null: { "dynamodb:LeadingKeys": "false" },
  });
  expect(statement?.Action).not.toContain("dynamodb:Scan");
});
