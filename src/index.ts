/**
 * Models, repositories, tables, transports and errors.
 * @module monotable
 */
export { type Config, defineConfig } from "./cli/config.js";
export type { AttributeValue, Item } from "./codec/attribute-value.js";
export {
  type BatchFailure,
  type BatchProgress,
  type BatchReport,
  BatchWriteError,
} from "./errors/batch-write-error.js";
export { VersionConflictError } from "./errors/conflict-errors.js";
export { CostExceededError } from "./errors/cost-error.js";
export {
  ArgumentError,
  ConfigurationError,
  DefinitionError,
  EncodeError,
  IndexKeyError,
  InternalError,
  ItemTooLargeError,
  KeyError,
  SyncError,
  UnsupportedError,
  ValidationError,
  type ValidationIssue,
} from "./errors/errors.js";
export { HookError } from "./errors/hook-error.js";
export { type ErrorCode, MonotableError } from "./errors/monotable-error.js";
export {
  AlreadyExistsError,
  AmbiguousWriteError,
  BatchGetError,
  ConditionFailedError,
  CursorError,
  DecodeError,
  EntityTypeError,
  NotFoundError,
} from "./errors/stored-errors.js";
export type { ThrottlingReason } from "./errors/throttling-reason.js";
export { TransactionError, type TransactionReason } from "./errors/transaction-error.js";
export {
  AbortedError,
  CredentialsError,
  NetworkError,
  RetryBudgetError,
  ServiceError,
  type ServiceFailure,
  serviceError,
  ThrottledError,
  TimeoutError,
} from "./errors/transport-errors.js";
export { UniqueConstraintError } from "./errors/unique-error.js";
export type {
  CollectionKey,
  EntityOf,
  ModelClass,
  PartitionText,
  SharedIndex,
} from "./model/collection-types.js";
export type { KeyNames } from "./model/definition.js";
export type {
  AttributeName,
  ByPath,
  Change,
  Changes,
  Comparison,
  Condition,
  EntityTypes,
  Found,
  IndexOf,
  KeyOf,
  RangeKey,
  RangeOf,
  Selected,
  TypeCarrier,
} from "./model/entity-types.js";
export type {
  AttributeReference,
  Combination,
  ComparisonName,
  Operator,
  SortOperator,
  StoredTypeName,
} from "./model/operator.js";
export {
  add,
  and,
  append,
  attribute,
  beginsWith,
  between,
  contains,
  eq,
  exists,
  gt,
  gte,
  lt,
  lte,
  missing,
  ne,
  not,
  ofType,
  oneOf,
  or,
  prepend,
  remove,
  set,
  setIfMissing,
  size,
  subtract,
} from "./model/operators.js";
export type { OnReadError, UnreadableItem } from "./model/read-errors.js";
export type { StandardSchema } from "./model/standard-schema.js";
export type { TimestampFormat } from "./model/timestamps.js";
export type { OnUnknown, UnknownItem } from "./model/unknown-items.js";
export type { Upgrade } from "./model/upgrades.js";
export type { BatchOptions } from "./operation/batch-options.js";
export type {
  CheckUniqueOptions,
  UniqueProblem,
  UniqueProgress,
} from "./operation/check-unique.js";
export type { CollectionOptions } from "./operation/collection-plan.js";
export type { ConsumedUnits } from "./operation/consumed-units.js";
export type { DeleteOptions } from "./operation/delete.js";
export type { CallOptions, Effect, Program } from "./operation/effect.js";
export type { CapacityEstimate, ExplainOptions } from "./operation/estimate.js";
export type { CallEvent, RequestEvent, TableEvent } from "./operation/events.js";
export type { ExistsOptions, GetOptions } from "./operation/get.js";
export type { GetManyOptions } from "./operation/get-many.js";
export { type LambdaTime, lambdaDeadline } from "./operation/lambda-deadline.js";
export type {
  MaintenanceFailure,
  MaintenanceOptions,
  MaintenanceProgress,
  MaintenanceReport,
} from "./operation/maintenance.js";
export type {
  CallObserver,
  ObservedCall,
  ObservedReply,
  ObservedRequest,
  ObservedResult,
  Observer,
} from "./operation/observer.js";
export { Operation } from "./operation/operation.js";
export type { Page, PageOptions } from "./operation/page.js";
export type { QueryOptions } from "./operation/query-plan.js";
export type { ReadOptions } from "./operation/read-options.js";
export {
  type CostLimits,
  expectCost,
  type Receipt,
  type ReceiptLine,
  type ReceiptOptions,
  type WithReceipt,
  withReceipt,
} from "./operation/receipt.js";
export type { ReindexReport } from "./operation/reindex.js";
export type { CreateOptions, SaveOptions } from "./operation/save.js";
export type { ScanOptions } from "./operation/scan-plan.js";
export type { ResultsOf, TransactOptions } from "./operation/transact.js";
export type { BeforeAndAfter, Updated } from "./operation/update.js";
export type { Returning, UpdateOptions } from "./operation/update-plan.js";
export type { UpsertOptions } from "./operation/upsert-merged.js";
export type { WriteMany } from "./operation/write-many.js";
export type { ConnectionTarget } from "./repository/connection.js";
export type { Inputs, Mode, Modes } from "./repository/modes.js";
export { Objects } from "./repository/objects.js";
export type { Explanation, Query, QueryMethods } from "./repository/query.js";
export type { Repository } from "./repository/repository.js";
export { type DefaultIndexes, defineTable, type TableOptions } from "./table/define-table.js";
export type {
  AttributeDescription,
  IndexDescription,
  KeyDescription,
  ModelDescription,
  ModelKeys,
  TableDescription,
} from "./table/describe.js";
export type {
  DeclareModel,
  ModelMembers,
  ModelOptions,
  ModelStatics,
  OwnKeyModel,
  OwnKeys,
  Problem,
  TemplateModel,
  Versioned,
} from "./table/model-types.js";
export type { ParsedKey } from "./table/registry.js";
export type {
  AsyncRepository,
  BoundRepository,
  ManagerMembers,
  OperationRepository,
  SyncRepository,
} from "./table/repository-types.js";
export type { OnConnection } from "./table/runtime.js";
export type { ExportedFile, Exporter, ExportOptions, ExportReport } from "./table/s3-import.js";
export {
  type ChangedAttributes,
  type DefineStreamHandler,
  eventId,
  type ModelStreamHandler,
  type OnceOptions,
  type StreamHandler,
  type StreamOptions,
  type StreamRecord,
  type StreamResult,
} from "./table/stream-types.js";
export type { Table } from "./table/table.js";
export { createHttpTransport } from "./transport/http.js";
export type { HttpTransportOptions } from "./transport/http-options.js";
export { createSdkTransport } from "./transport/sdk-transport.js";
export type {
  Capabilities,
  Credentials,
  SendOptions,
  Transport,
  TransportRequest,
  WireObject,
  WorkerTarget,
} from "./transport/transport.js";
