import type { Environment } from "@ettl/config";
import { otlpVariables } from "./opentelemetry/otlp.ts";
import { propagatorVariables } from "./opentelemetry/propagators.ts";
import { resourceVariables } from "./opentelemetry/resource.ts";
import { samplerVariables } from "./opentelemetry/sampler.ts";
import { spanVariables } from "./opentelemetry/spans.ts";
import { switchVariables } from "./opentelemetry/switches.ts";
import type { OpenTelemetryVariables } from "./opentelemetry/variables.ts";

export type { OpenTelemetryVariables } from "./opentelemetry/variables.ts";

/**
 * Reads what OpenTelemetry's variables say of the keys of `[tracing]`. All of them belong on the
 * `lenient` list: other programs own them too.
 *
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function openTelemetryVariables(env: Environment): OpenTelemetryVariables {
  const resource = resourceVariables(env.OTEL_RESOURCE_ATTRIBUTES);
  const propagators = propagatorVariables(env.OTEL_PROPAGATORS);
  return {
    env: { ...env, ...resource.env, ...propagators.env },
    aliases: {
      ...resource.aliases,
      OTEL_SERVICE_NAME: "tracing.service_name",
      ...otlpVariables(env),
      ...propagators.aliases,
      ...samplerVariables(env),
      ...spanVariables,
      ...switchVariables,
    },
  };
}
