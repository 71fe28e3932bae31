// Two tenants in one table: npx tsx examples/multi-tenant/main.ts
import { MonotableError } from "monotable";
import { createEngine } from "monotable/engine";
import { fenced } from "./fenced.js";
import { Document, desk } from "./models.js";
import { TenantDocuments } from "./tenant.js";

const engine = createEngine();
await desk.connect(engine).create();

const connection = fenced(engine, "ann");
const ann = new TenantDocuments("ann", connection);
const bob = new TenantDocuments("bob", fenced(engine, "bob"));

for (const id of ["a", "b", "c"]) await ann.create({ id, folder: "plans", title: `Plan ${id}` });
await bob.create({ id: "a", folder: "plans", title: "Nobody else's business" });

const first = await ann.page("plans", { limit: 2 });
const second = await ann.page("plans", { limit: 2, after: first.cursor });
console.log([...first.items, ...second.items].map(({ title }) => title));

async function attempt(what: string, action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
    console.log(`${what}: done`);
  } catch (error) {
    if (!MonotableError.is(error)) throw error;
    console.log(`${what}: ${error.code}`);
  }
}

await attempt("Ann's cursor, at Bob's", () => bob.page("plans", { limit: 2, after: first.cursor }));
// A bug that takes the tenant from a request meets the second fence, the credentials.
const careless = Document.objects.using(connection);
await attempt("Ann's key, by Ann", () => careless.get({ tenant: "ann", id: "a" }));
await attempt("Bob's key, by Ann", () => careless.get({ tenant: "bob", id: "a" }));
await attempt("everything, by Ann", () => careless.scan().all());
