import type { Environment, LoadConfigOptions } from "@ettl/config";

type Aliases = NonNullable<LoadConfigOptions<never>["aliases"]>;

/** Variables that OpenTelemetry defines, as the engine of `@ettl/config` takes them. */
export interface OpenTelemetryVariables {
  /** The environment, with what one variable says of several keys as variables of their own. */
  readonly env: Environment;
  /** Weakest first. */
  readonly aliases: Aliases;
}

/** Resource attributes that are keys of ours. */
const resourceKeys: ReadonlyMap<string, string> = new Map([
  ["service.name", "tracing.service_name"],
  ["service.version", "tracing.service_version"],
  ["deployment.environment.name", "tracing.environment"],
]);

/**
 * Reads what OpenTelemetry's variables say of the keys of `[tracing]`. All of them belong on the
 * `lenient` list: other programs own them too.
 *
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function openTelemetryVariables(env: Environment): OpenTelemetryVariables {
  const resource = resourceVariables(env.OTEL_RESOURCE_ATTRIBUTES);
  return {
    env: { ...env, ...resource.env },
    aliases: {
      ...resource.aliases,
      OTEL_SERVICE_NAME: "tracing.service_name",
      OTEL_EXPORTER_OTLP_ENDPOINT: "tracing.otlp_endpoint",
      // Two keys for one place: what is ettl's own decides, though it is the less special one.
      ...(!env.ETTL_TRACING__OTLP_ENDPOINT && {
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "tracing.otlp_traces_endpoint",
      }),
      OTEL_TRACES_SAMPLER: { key: "tracing.sampling_rate", read: samplingRate },
      ...(/^(parentbased_)?traceidratio$/.test(env.OTEL_TRACES_SAMPLER ?? "") && {
        OTEL_TRACES_SAMPLER_ARG: "tracing.sampling_rate",
      }),
      OTEL_TRACES_EXPORTER: { key: "tracing.enabled", read: exporterIsUsed },
      OTEL_SDK_DISABLED: { key: "tracing.enabled", read: sdkIsEnabled },
    },
  };
}

/**
 * Ours is always parent-based: a sampler that is not would tear traces apart where they pass from
 * one service to another. So the plain names mean the same here.
 */
function samplingRate(sampler: string): number {
  switch (sampler.replace(/^parentbased_/, "")) {
    case "always_on":
    case "traceidratio":
      return 1;
    case "always_off":
      return 0;
    default:
      throw new Error(
        "expected always_on, always_off or traceidratio, or one of them after parentbased_",
      );
  }
}

/** As in OpenTelemetry's own Node SDK, "none" means that nothing is recorded. */
function exporterIsUsed(exporters: string): false | undefined {
  const names = exporters.split(",").map((name) => name.trim());
  if (names.includes("none")) return false;
  if (names.every((name) => name === "otlp" || name === "")) return undefined;
  throw new Error("expected otlp or none");
}

function sdkIsEnabled(disabled: string): false | undefined {
  if (/^true$/i.test(disabled)) return false;
  if (/^false$/i.test(disabled)) return undefined;
  throw new Error("expected true or false");
}

/** `OTEL_RESOURCE_ATTRIBUTES` taken apart: one variable may set three keys. */
function resourceVariables(text = ""): OpenTelemetryVariables {
  const attributes = readAttributes(text);
  if (!attributes) {
    const read = () => {
      throw new Error("expected key=value pairs with commas between them, percent-encoded");
    };
    return { env: {}, aliases: { OTEL_RESOURCE_ATTRIBUTES: { key: "tracing", read } } };
  }
  const env: Record<string, string> = {};
  const aliases: Record<string, string> = {};
  for (const [attribute, key] of resourceKeys) {
    const value = attributes.get(attribute);
    if (value === undefined) continue;
    const name = `OTEL_RESOURCE_ATTRIBUTES (${attribute})`;
    env[name] = value;
    aliases[name] = key;
  }
  return { env, aliases };
}

/** Nothing of it counts when a part is broken: so says the specification. */
function readAttributes(text: string): ReadonlyMap<string, string> | undefined {
  const pairs = text.split(",").filter((pair) => pair.trim() !== "");
  try {
    return new Map(
      pairs.map((pair) => {
        const [, key, value] = /^\s*([^=]*[^=\s])\s*=(.*)$/s.exec(pair) ?? [];
        if (key === undefined || value === undefined) throw new URIError();
        return [decodeURIComponent(key), decodeURIComponent(value.trim())];
      }),
    );
  } catch {
    return undefined;
  }
}
