import type { SharedConfig } from "./aws-config.js";
import type { Environment } from "./environment.js";

/** What the sources of credentials work with. */
export interface ChainContext {
  readonly environment: Environment;
  readonly config: SharedConfig;
  /** The profile that the options name; AWS_PROFILE or `default` when left out. */
  readonly profile?: string | undefined;
  /** Where role credentials are asked for unless the profile has a region of its own. */
  readonly region: string;
  /** Whether the table's endpoint is on this machine, where any credentials do. */
  readonly local: boolean;
}

/** The name of the profile in use, and whether somebody chose it. */
export function profileName({
  profile,
  environment,
}: Pick<ChainContext, "profile" | "environment">): {
  readonly name: string;
  readonly chosen: boolean;
} {
  const name = profile ?? environment.env.AWS_PROFILE;
  return name ? { name, chosen: true } : { name: "default", chosen: false };
}
