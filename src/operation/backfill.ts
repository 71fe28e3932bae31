import { isOutdated } from "../codec/upgrade-item.js";
import { upgradedItem } from "../codec/upgraded-item.js";
import type { OperationContext } from "./context.js";
import { boundsOf, type Program } from "./effect.js";
import { type MaintenanceOptions, type MaintenanceReport, maintain } from "./maintenance.js";
import { writeUpgrade } from "./write-upgrade.js";

/** Writes every item of an older schema back as it is upgraded, unless it changes meanwhile. */
export function* backfill<Model>(
  context: OperationContext<Model>,
  options: MaintenanceOptions | undefined,
): Program<MaintenanceReport> {
  const { mapper } = context;
  return yield* maintain(context, "backfill", options, function* (item) {
    if (!isOutdated(item, mapper.definition)) return "same";
    if (options?.dryRun) upgradedItem(mapper, item);
    else if (!(yield* writeUpgrade(context, item, boundsOf(options)))) return "contended";
    return "changed";
  });
}
