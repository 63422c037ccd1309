import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { type Resource, resourceFromAttributes } from "@opentelemetry/resources";
import type { TracingOptions } from "./tracing-options.ts";

/** Who makes the spans, in the words of OpenTelemetry's semantic conventions. */
export function resourceOf(options: TracingOptions): Resource {
  const { name, version } = createRequire(import.meta.url)("../package.json") as {
    readonly name: string;
    readonly version: string;
  };
  return resourceFromAttributes({
    "service.instance.id": randomUUID(),
    ...options.resourceAttributes,
    "service.name": options.serviceName,
    "service.version": options.serviceVersion,
    "deployment.environment.name": options.environment,
    // The name "opentelemetry" is kept for its own SDK.
    // https://opentelemetry.io/docs/specs/semconv/resource/#telemetry-sdk
    "telemetry.sdk.name": name,
    "telemetry.sdk.version": version,
    "telemetry.sdk.language": "nodejs",
  });
}
