import type { ConformanceCase } from "../case.js";
import { batches } from "./batches.js";
import { capacity } from "./capacity.js";
import { conditionRefusals } from "./condition-refusals.js";
import { conditionCases } from "./conditions.js";
import { indexQueries } from "./index-queries.js";
import { items } from "./items.js";
import { keyConditions } from "./key-conditions.js";
import { limits } from "./limits.js";
import { numberFormat } from "./number-format.js";
import { placeholders } from "./placeholders.js";
import { projections } from "./projections.js";
import { queries } from "./queries.js";
import { returnValues } from "./return-values.js";
import { scans } from "./scans.js";
import { setAndEmptyValues } from "./set-and-empty-values.js";
import { streamCases } from "./streams.js";
import { tableLives } from "./table-lives.js";
import { tableShapes } from "./table-shapes.js";
import { transactions } from "./transactions.js";
import { updateExpressions } from "./update-expressions.js";
import { updatePaths } from "./update-paths.js";
import { updateRefusals } from "./update-refusals.js";
import { validationOrder } from "./validation-order.js";

/** Every case, grouped by area. */
export const AREAS: Readonly<Record<string, readonly ConformanceCase[]>> = {
  items,
  "numbers, sets, empty values": [...numberFormat, ...setAndEmptyValues],
  limits,
  placeholders,
  projections,
  conditions: [...conditionCases, ...conditionRefusals],
  updates: [...updateExpressions, ...updatePaths, ...updateRefusals],
  "return values": returnValues,
  queries: [...keyConditions, ...queries],
  indexes: indexQueries,
  scans,
  batches,
  transactions,
  tables: [...tableShapes, ...tableLives],
  streams: streamCases,
  capacity,
  "validation order": validationOrder,
};
