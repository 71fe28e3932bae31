/**
 * OpenTelemetry, by the optional peer `@opentelemetry/api`.
 * @module monotable/otel
 */
export { type OpenTelemetryOptions, openTelemetry } from "./otel/open-telemetry.js";
