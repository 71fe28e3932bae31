/**
 * DynamoDB checks the values of a request in one of two layers, by the operation, whose words differ
 * (paritysuite/dynamodb-conformance: tier3 error-messages/valueLayers).
 */
export interface Layer {
  /** Whether a wrong value is reported in the older words. */
  readonly older: boolean;
  /** Whether the refusal of names or values without an expression says which expressions are missing. */
  readonly namesMissing: boolean;
}

/** PutItem, UpdateItem and DeleteItem. */
export const WRITES: Layer = { older: false, namesMissing: false };

/** GetItem, BatchGetItem and Query. */
export const READS: Layer = { older: false, namesMissing: true };

/** BatchWriteItem, Scan and transactions. */
export const OLDER: Layer = { older: true, namesMissing: true };
