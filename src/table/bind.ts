import type { EntityMapper } from "../codec/entity-mapper.js";
import type { Entity } from "../model/entity.js";
import type { OperationContext } from "../operation/context.js";
import { runAsync } from "../operation/run-async.js";
import { runSync } from "../operation/run-sync.js";
import type { Connection, ConnectionTarget } from "../repository/connection.js";
import {
  checkManagerFields,
  createFace,
  type ObjectsClass,
  type Runner,
} from "../repository/face.js";
import { bindObjects, type Objects } from "../repository/objects.js";
import { AsyncQuery, SyncQuery } from "../repository/query-faces.js";
import type { TableRuntime } from "./table-runtime.js";

/** The two repositories of a class. */
export interface Repositories {
  readonly objects: object;
  readonly objectsSync: object;
}

/** Binds a class to its manager and gives its two repositories. */
export function bindRepositories(
  mapper: EntityMapper<Entity>,
  objectsClass: ObjectsClass,
  runtime: TableRuntime,
): Repositories {
  const context: OperationContext<Entity> = { mapper, tableName: () => runtime.tableName() };
  // Checked to extend Objects where the model is declared; managers take no arguments.
  const manager = new (objectsClass as unknown as new () => Objects<Entity>)();
  checkManagerFields(manager, mapper.definition.name);
  bindObjects(manager, context);
  const face = <In extends "async" | "sync">(
    runnerOn: (connection: () => Connection) => Runner<In>,
    connection: () => Connection,
  ): object =>
    createFace(manager, runnerOn(connection), {
      using: {
        value(target: ConnectionTarget): object {
          const other = runtime.connectionTo(target);
          return face(runnerOn, () => other);
        },
      },
    });
  const current = (): Connection => runtime.connection();
  return { objects: face(asyncRunner, current), objectsSync: face(syncRunner, current) };
}

function asyncRunner(connection: () => Connection): Runner<"async"> {
  const runner: Runner<"async"> = {
    run: (program) => runAsync(program, connection()),
    query: (query) => new AsyncQuery(query, runner),
  };
  return runner;
}

function syncRunner(connection: () => Connection): Runner<"sync"> {
  const runner: Runner<"sync"> = {
    run: (program) => runSync(program, connection().syncPort()),
    query: (query) => new SyncQuery(query, runner),
  };
  return runner;
}
