/**
 * DynamoDB in this process, and over HTTP.
 * @module monotable/engine
 */
export type { MeterOptions } from "./engine/capacity/meter.js";
export {
  createEngine,
  type Engine,
  type EngineOptions,
  type EngineSnapshot,
} from "./engine/create-engine.js";
export type { Fault, FaultKind } from "./engine/fault/fault.js";
export type { Faults } from "./engine/fault/faults.js";
export type { RecordedRequest } from "./engine/request-log.js";
export { type RunningServer, type ServeOptions, serve } from "./engine/server.js";
