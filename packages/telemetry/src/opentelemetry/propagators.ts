import type { VariableAlias } from "@ettl/config";
import type { OpenTelemetryVariables } from "./variables.ts";

const variable = "OTEL_PROPAGATORS";
const known: ReadonlySet<string> = new Set(["tracecontext", "baggage", "none"]);

/** `OTEL_PROPAGATORS`: what is unknown is complained of by its place, and the others hold. */
export function propagatorVariables(text = ""): OpenTelemetryVariables {
  const entries = text.split(",").map((entry) => entry.trim());
  const env: Record<string, string> = {};
  const aliases: Record<string, VariableAlias> = {};
  for (const [index, entry] of entries.entries()) {
    if (entry === "" || known.has(entry)) continue;
    const name = entries.length === 1 ? variable : `${variable} (entry ${index + 1})`;
    env[name] = entry;
    aliases[name] = { key: "tracing.propagators", read: refuse };
  }
  return { env, aliases: { [variable]: { key: "tracing.propagators", read }, ...aliases } };
}

function read(text: string): readonly string[] | undefined {
  const names = text.split(",").map((entry) => entry.trim());
  if (names.includes("none")) return [];
  const found = names.filter((name) => known.has(name));
  return found.length === 0 ? undefined : [...new Set(found)];
}

function refuse(): never {
  throw new Error("expected tracecontext, baggage or none");
}
