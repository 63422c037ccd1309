import type { Aliases } from "./variables.ts";

/** Whether anything is recorded at all. */
export const switchVariables: Aliases = {
  OTEL_TRACES_EXPORTER: { key: "tracing.enabled", read: exporterIsUsed },
  OTEL_SDK_DISABLED: { key: "tracing.enabled", read: sdkIsEnabled },
  OTEL_CONFIG_FILE: { key: "tracing", read: configFile },
};

/** As in OpenTelemetry's own Node SDK, "none" means that nothing is recorded. */
function exporterIsUsed(exporters: string): false | undefined {
  const names = exporters.split(",").map((name) => name.trim());
  if (names.includes("none")) return false;
  if (names.every((name) => name === "otlp" || name === "")) return undefined;
  throw new Error("expected otlp or none; the endpoints of [tracing] say where spans go");
}

function sdkIsEnabled(disabled: string): false | undefined {
  if (/^true$/i.test(disabled)) return false;
  if (/^false$/i.test(disabled)) return undefined;
  throw new Error("expected true or false");
}

function configFile(): never {
  throw new Error("no such file is read; ETTL_CONFIG names a file of ettl's own");
}
