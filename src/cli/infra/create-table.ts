import { createTableInput } from "../../operation/create-table.js";
import type { Infra } from "./infra.js";

/** What CreateTable takes; whether items expire is for UpdateTimeToLive to say. */
export function createTableRequest({ table, stream }: Infra) {
  const indexes = Object.fromEntries(table.indexes.map(({ name, keys }) => [name, keys]));
  return {
    ...createTableInput(table.name, { keys: table.keys, indexes }),
    ...(stream && { StreamSpecification: { StreamEnabled: true, ...STREAM_IMAGES } }),
  };
}

export const STREAM_IMAGES = { StreamViewType: "NEW_AND_OLD_IMAGES" } as const;
