import type { KeyTemplate } from "./key-template.js";
import type { OnReadError } from "./read-errors.js";
import type { StandardSchema } from "./standard-schema.js";
import type { TimestampFormat } from "./timestamps.js";
import type { Upgrade } from "./upgrades.js";

/** The stored names of a key: a partition attribute and, for most, a sort attribute. */
export interface KeyNames {
  readonly pk: string;
  readonly sk?: string | undefined;
}

/** A table as declared: frozen data. */
export interface TableDefinition {
  /** The table's name, or how to find it out at first use. */
  readonly name: string | (() => string);
  readonly keys: { readonly pk: string; readonly sk: string };
  readonly indexes: Readonly<Record<string, KeyNames>>;
  /** The stored names of the attributes that every item has. */
  readonly attributes: {
    readonly type: string;
    readonly createdAt: string;
    readonly updatedAt: string;
    /** Of models with `upgrade`: the version of the schema that stored the item. */
    readonly schema: string;
    /** Of models with `version: true`. */
    readonly version: string;
    /** Of models with `version: true`: names the write that stored the item. */
    readonly write: string;
  };
  /** The stored name of what says when an item expires, in epoch seconds. */
  readonly ttl: string | undefined;
  /** What signs page cursors: the first one signs, all of them are believed. */
  readonly cursorSecrets: readonly string[];
  readonly onReadError: OnReadError;
  readonly timestamps: TimestampFormat;
}

/** An index that a model takes part in: its stored names and its templates. */
export interface IndexDefinition {
  readonly name: string;
  readonly names: KeyNames;
  readonly pk: KeyTemplate;
  readonly sk: KeyTemplate | undefined;
}

/** The entity type of the items that keep values unique; no model can have it. */
export const MARKER_TYPE = "_unique";

/** The entity type of the items that remember which changes of a stream were handled. */
export const ONCE_TYPE = "_once";

/** The entity type of the items that remember how far a stream was handled. */
export const CHECKPOINT_TYPE = "_checkpoint";

/** The entity types of the library's own items. */
export const OWN_TYPES: ReadonlySet<string> = new Set([MARKER_TYPE, ONCE_TYPE, CHECKPOINT_TYPE]);

/** Attributes whose values no two entities of a model share, together. */
export interface UniqueDefinition {
  readonly attributes: readonly string[];
  /** What the partition keys of its markers begin with. */
  readonly prefix: string;
  /** The templates of its markers' keys, as far as other keys have to keep clear of them. */
  readonly key: { readonly pk: KeyTemplate; readonly sk: KeyTemplate };
}

/** A model as declared: frozen data, apart from the class that carries the repositories. */
export interface ModelDefinition {
  /** The explicit name, stored as the entity type of every item. */
  readonly name: string;
  readonly table: TableDefinition;
  readonly schema: StandardSchema;
  /** The templates of the primary key; left out where the class computes its own. */
  readonly key: { readonly pk: KeyTemplate; readonly sk: KeyTemplate } | undefined;
  readonly indexes: readonly IndexDefinition[];
  readonly onReadError: OnReadError;
  /** What makes items of older schemas into those of this one: from version 1, 2, and so on. */
  readonly upgrades: readonly Upgrade[];
  /** Whether writes check and count the item's version. */
  readonly versioned: boolean;
  readonly unique: readonly UniqueDefinition[];
}

/** The attributes that a template names, left to right. */
export function templateAttributes(template: KeyTemplate | undefined): readonly string[] {
  return (template?.parts ?? []).flatMap((part) => (part.type === "attribute" ? [part.name] : []));
}
