import type { VariableAlias } from "@ettl/config";
import { readPairs } from "./pairs.ts";
import type { OpenTelemetryVariables } from "./variables.ts";

const variable = "OTEL_RESOURCE_ATTRIBUTES";

/** Resource attributes that are keys of ours. */
const resourceKeys: ReadonlyMap<string, string> = new Map([
  ["service.name", "service_name"],
  ["service.version", "service_version"],
  ["deployment.environment.name", "environment"],
]);

/** `OTEL_RESOURCE_ATTRIBUTES` taken apart: each attribute is a key by itself. */
export function resourceVariables(text = ""): OpenTelemetryVariables {
  const env: Record<string, string> = {};
  const aliases: Record<string, VariableAlias> = {};
  for (const [attribute, value] of attributesOf(text)) {
    const name = `${variable} (${attribute})`;
    const own = resourceKeys.get(attribute);
    env[name] = value;
    aliases[name] = {
      key: ["tracing", ...(own === undefined ? ["resource_attributes", attribute] : [own])],
      read: (value) => value,
    };
  }
  // Broken as a whole, it is complained of under its own name.
  return { env, aliases: { [variable]: { key: "tracing", read: complaint }, ...aliases } };
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  try {
    return readPairs(text);
  } catch {
    return new Map();
  }
}

function complaint(text: string): undefined {
  readPairs(text);
}
