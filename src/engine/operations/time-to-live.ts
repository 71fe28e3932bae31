import type { WireObject } from "../../transport/transport.js";
import type { Database } from "../database.js";
import { invalid } from "../exception.js";
import { Constraints } from "../validate/constraints.js";
import { flag, map, text } from "../validate/fields.js";
import { namedTable } from "./describe-table.js";

export function updateTimeToLive(database: Database, input: WireObject): WireObject {
  const specification = map(input, "TimeToLiveSpecification");
  const enabled = specification && flag(specification, "Enabled");
  const attribute = specification && text(specification, "AttributeName");
  const constraints = new Constraints().required("timeToLiveSpecification", specification);
  if (specification !== undefined) {
    constraints
      .required("timeToLiveSpecification.attributeName", attribute)
      .length("timeToLiveSpecification.attributeName", attribute, 1, 255)
      .required("timeToLiveSpecification.enabled", enabled);
  }
  constraints.check();
  const table = namedTable(database, input);
  const { ttl } = table.definition;
  if (enabled === true && ttl !== undefined) {
    throw invalid(
      ttl === attribute
        ? "TimeToLive is already enabled"
        : `TimeToLive is active on a different AttributeName: current AttributeName is ${ttl}`,
    );
  }
  if (enabled !== true && ttl === undefined) throw invalid("TimeToLive is already disabled");
  if (enabled !== true && ttl !== attribute) {
    throw invalid(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${ttl}`,
    );
  }
  table.redefine({ ...table.definition, ttl: enabled === true ? attribute : undefined });
  return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } };
}

export function describeTimeToLive(database: Database, input: WireObject): WireObject {
  const { ttl } = namedTable(database, input).definition;
  return {
    TimeToLiveDescription:
      ttl === undefined
        ? { TimeToLiveStatus: "DISABLED" }
        : { TimeToLiveStatus: "ENABLED", AttributeName: ttl },
  };
}
