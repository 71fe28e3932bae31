export { type OpenTelemetryOptions, openTelemetry } from "./otel/open-telemetry.js";
