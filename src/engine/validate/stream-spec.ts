import type { WireObject } from "../../transport/transport.js";
import { invalid, invalidParameter } from "../exception.js";
import type { StreamView } from "../table/definition.js";
import type { Constraints } from "./constraints.js";
import { flag, map, text } from "./fields.js";

const VIEWS: readonly StreamView[] = ["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"];

export interface StreamSpec {
  readonly enabled: boolean;
  readonly view: StreamView | undefined;
}

export function readStreamSpec(
  constraints: Constraints,
  input: WireObject,
): StreamSpec | undefined {
  const raw = map(input, "StreamSpecification");
  if (raw === undefined) return undefined;
  const enabled = flag(raw, "StreamEnabled");
  const view = text(raw, "StreamViewType");
  constraints
    .required("streamSpecification.streamEnabled", enabled)
    .oneOf("streamSpecification.streamViewType", view, VIEWS);
  return { enabled: enabled ?? false, view: VIEWS.find((one) => one === view) };
}

export function checkStreamSpec(
  spec: StreamSpec | undefined,
  viewOfNone = "StreamViewType cannot be specified when StreamEnabled is false",
): void {
  if (spec === undefined || spec.enabled === (spec.view !== undefined)) return;
  if (!spec.enabled) throw invalidParameter(viewOfNone);
  throw invalid(
    "Invalid StreamViewType: Stream ViewType must not be null or empty when enabling streams.",
  );
}
