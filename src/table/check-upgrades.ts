import { DefinitionError } from "../errors/errors.js";
import type { Upgrade } from "../model/upgrades.js";

/**
 * The upgrades of a model in their order: the first one is from version 1 to 2.
 * @throws DefinitionError
 */
export function checkUpgrades(given: unknown, model: string): readonly Upgrade[] {
  if (given === undefined) return [];
  const entries = typeof given === "object" && given !== null ? Object.entries(given) : [];
  const upgrades = entries.map(([version, upgrade], index) => {
    if (version === String(index + 1) && typeof upgrade === "function") {
      return upgrade as Upgrade; // what it gives is checked when it is used
    }
    throw new DefinitionError(
      `${model}: upgrade is { 1: fn, 2: fn, ... }, a function for every version from 1 on.`,
    );
  });
  if (upgrades.length > 0) return Object.freeze(upgrades);
  throw new DefinitionError(`${model}: upgrade has no functions; leave it out.`);
}
