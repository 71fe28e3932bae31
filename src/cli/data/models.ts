import type { Item } from "../../codec/attribute-value.js";
import type { MaintenanceOptions, MaintenanceReport } from "../../operation/maintenance.js";
import type { ModelDescription, TableDescription } from "../../table/describe.js";
import { UsageError } from "../command.js";
import type { Config } from "../config.js";

/** An entity of any model. */
export interface AnyEntity {
  createdAt: Date | undefined;
  toItem(): Item;
  toJSON(): Record<string, unknown>;
}

/** What the commands use of a model's class, whatever its types. */
export interface AnyModel {
  new (attributes: object): AnyEntity;
  readonly objects: {
    get(key: object): Promise<AnyEntity | undefined>;
    save(entity: AnyEntity, options: object): Promise<AnyEntity>;
    query(key: object, options: object): AsyncIterable<AnyEntity>;
    scan(options: object): AsyncIterable<AnyEntity>;
    backfill(options: MaintenanceOptions): Promise<MaintenanceReport>;
    reindex(options: MaintenanceOptions): Promise<MaintenanceReport>;
  };
}

/** A model that a command is about. */
export interface NamedModel {
  readonly model: AnyModel;
  readonly description: ModelDescription;
  readonly table: TableDescription;
}

/** The model of a name. @throws UsageError where the configuration has none */
export function modelNamed(config: Config, name: string | undefined): NamedModel {
  const table = config.table.describe();
  const model = config.models.find((candidate) => nameOf(candidate) === name);
  const description = table.models.find((candidate) => candidate.name === name);
  if (model === undefined || description === undefined) {
    const known = config.models.map(nameOf).join(", ");
    throw new UsageError(
      name === undefined
        ? `Name a model, one of ${known}.`
        : `${name} is no model of the configuration, which has ${known}.`,
    );
  }
  return { model: model as unknown as AnyModel, description, table }; // every model's class has these
}

/** The name of a model: of the class that `table.model()` made, which owns the repositories. */
function nameOf(model: object): string {
  let owner: object | null = model;
  while (owner !== null && !Object.hasOwn(owner, "objects")) owner = Object.getPrototypeOf(owner);
  return owner === null || !("name" in owner) ? "" : String(owner.name);
}
