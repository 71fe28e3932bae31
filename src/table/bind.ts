import type { EntityMapper } from "../codec/entity-mapper.js";
import { ArgumentError } from "../errors/errors.js";
import type { Entity } from "../model/entity.js";
import type { OperationContext } from "../operation/context.js";
import { Operation } from "../operation/operation.js";
import { runAsync } from "../operation/run-async.js";
import { runSync, startSync } from "../operation/run-sync.js";
import type { Watch } from "../operation/watch.js";
import type { Connection, ConnectionTarget } from "../repository/connection.js";
import {
  checkManagerFields,
  createFace,
  type ObjectsClass,
  type Runner,
} from "../repository/face.js";
import { bindObjects, type Objects } from "../repository/objects.js";
import { AsyncQuery, type QueryRunner, SyncQuery } from "../repository/query-faces.js";
import type { Exporter } from "./s3-import.js";
import type { TableRuntime } from "./table-runtime.js";

/** The repositories of a class, each made when it is first asked for. */
export interface Repositories {
  readonly objects: () => object;
  readonly objectsSync: () => object;
  readonly operations: () => object;
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
  const { name } = mapper.definition;
  const exportLazily: Exporter<Entity>["exportFor"] = async (...args) => {
    const { exportFor } = await import("./s3-import.js");
    return exportFor(context, ...args);
  };
  const face = <In extends "async" | "sync">(
    runnerOn: (connection: () => Connection, watch: WatchMethod) => Runner<In>,
    watch: WatchMethod,
    connection: () => Connection,
    own: PropertyDescriptorMap,
  ): object =>
    createFace(manager, runnerOn(connection, watch), {
      ...own,
      using: {
        value(target: ConnectionTarget): object {
          const other = runtime.connectionTo(target);
          return face(runnerOn, watch, () => other, own);
        },
      },
    });
  const current = (): Connection => runtime.connection();
  return {
    objects: once(() =>
      face(asyncRunner, (method) => runtime.watch(name, method, "async"), current, {
        exportFor: { value: exportLazily },
      }),
    ),
    objectsSync: once(() =>
      face(syncRunner, (method) => runtime.watch(name, method, "sync"), current, {}),
    ),
    // Nothing runs here, so there is no connection to choose.
    operations: once(() => createFace(manager, operationRunner, {})),
  };
}

function once<Result>(make: () => Result): () => Result {
  let made: Result | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Tells observers of a call of a method; `undefined` where there are none. */
type WatchMethod = (method: string) => Watch | undefined;

export function asyncRunner(
  connection: () => Connection,
  watch: WatchMethod,
  method = "",
): Runner<"async"> & QueryRunner<"async"> {
  const runner: Runner<"async"> & QueryRunner<"async"> = {
    named: (name) => asyncRunner(connection, watch, name),
    run(program) {
      const watching = watch(method);
      const port = connection();
      return watching === undefined ? runAsync(program, port) : watching.runAsync(program, port);
    },
    start(program) {
      const result = runner.run(program);
      // Told when it is waited for; it never is where a loop ends early.
      result.catch(() => undefined);
      return () => result;
    },
    lift: (operation) => runner.run(operation[Symbol.iterator]()),
    query: (query) => new AsyncQuery(query, runner),
  };
  return runner;
}

export function syncRunner(
  connection: () => Connection,
  watch: WatchMethod,
  method = "",
): Runner<"sync"> & QueryRunner<"sync"> {
  const runner: Runner<"sync"> & QueryRunner<"sync"> = {
    named: (name) => syncRunner(connection, watch, name),
    run(program) {
      const watching = watch(method);
      const port = connection().syncPort();
      return watching === undefined ? runSync(program, port) : watching.runSync(program, port);
    },
    start(program) {
      const watching = watch(method);
      const port = connection().syncPort();
      return watching === undefined ? startSync(program, port) : watching.startSync(program, port);
    },
    lift: (operation) => runner.run(operation[Symbol.iterator]()),
    query: (query) => new SyncQuery(query, runner),
  };
  return runner;
}

/** Gives operations as they are; what a generator method does, as one more, to be run once. */
const operationRunner: Runner<"operation"> = {
  named: () => operationRunner,
  run(program) {
    let used = false;
    return new Operation(() => {
      if (used)
        throw new ArgumentError("This operation has run; call the method again for another.");
      used = true;
      return program;
    });
  },
  lift: (operation) => operation,
  query: (query) => query,
};
