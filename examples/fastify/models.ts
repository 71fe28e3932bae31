import { randomBytes } from "node:crypto";
import { defineTable } from "monotable";
import { z } from "zod";

export const tracker = defineTable({
  name: () => process.env.TABLE ?? "tracker",
  // Clients cannot make cursors of their own. Several processes need the same secret.
  cursorSecret: process.env.CURSOR_SECRET ?? randomBytes(32).toString("hex"),
});

const STATUS = z.enum(["open", "done"]);

export class Task extends tracker.model<Task>("Task")({
  schema: z.object({
    project: z.string().max(100),
    id: z.string(),
    title: z.string().min(1).max(200),
    status: STATUS,
    due: z.date().optional(),
  }),
  pk: "PROJECT#{project}",
  sk: "TASK#{id}",
  indexes: { GSI1: { pk: "PROJECT#{project}#{status}", sk: "{id}" } },
  version: true,
}) {
  /** Of an item that was deleted and made anew it is another one, though both count versions from 1. */
  get etag() {
    return `"${this.version}-${this.createdAt?.getTime().toString(36)}"`;
  }

  get path() {
    return `/projects/${encodeURIComponent(this.project)}/tasks/${this.id}`;
  }
}

// What clients send: JSON has no dates, and they do not choose ids.
const DUE = z.iso.datetime().transform((text) => new Date(text));

export const NewTask = z.strictObject({
  title: z.string().min(1).max(200),
  status: STATUS.default("open"),
  due: DUE.optional(),
});

export const TaskChanges = z.strictObject({
  title: z.string().min(1).max(200).exactOptional(),
  status: STATUS.exactOptional(),
  due: DUE.exactOptional(),
});

export const PageQuery = z.object({
  status: STATUS.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z.string().optional(),
});
