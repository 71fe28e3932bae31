import type { ConnectionTarget } from "monotable";
import { Document } from "./models.js";

/** What a request may choose: everything but the tenant. */
export type DocumentInput = Omit<ConstructorParameters<typeof Document>[0], "tenant">;

/** The documents of one tenant. No caller names a tenant again, so none can name another one. */
export class TenantDocuments {
  readonly #documents: ReturnType<typeof Document.objects.using>;

  constructor(
    readonly tenant: string,
    /** With credentials that reach this tenant's keys only: see policy.ts. One for its lifetime. */
    connection: ConnectionTarget,
  ) {
    this.#documents = Document.objects.using(connection);
  }

  create(input: DocumentInput): Promise<Document> {
    return this.#documents.create(new Document({ ...input, tenant: this.tenant }));
  }

  get(id: string): Promise<Document | undefined> {
    return this.#documents.get({ tenant: this.tenant, id });
  }

  rename(id: string, title: string): Promise<Document> {
    return this.#documents.update({ tenant: this.tenant, id }, { title });
  }

  delete(id: string): Promise<Document | undefined> {
    return this.#documents.delete({ tenant: this.tenant, id });
  }

  /** A cursor is signed, and bound to this tenant and folder: it cannot be taken elsewhere. */
  page(folder: string, options: { readonly limit: number; readonly after?: string | undefined }) {
    const key = { tenant: this.tenant, folder };
    return this.#documents.query(key, { index: "GSI1" }).page(options);
  }
}
