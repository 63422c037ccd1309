import { environmentAliases, openTelemetryVariables } from "@ettl/telemetry/config";
import type { KeyRow } from "./tables.ts";

/** Further variables of a key, the strongest first. */
export type Aliases = ReadonlyMap<string, readonly string[]>;

/** The original's variables and OpenTelemetry's, by key. */
export function readAliases(): Aliases {
  const { aliases } = openTelemetryVariables({ OTEL_TRACES_SAMPLER: "traceidratio" });
  const byKey = new Map<string, string[]>();
  const add = (variable: string, key: string) => {
    if (!key.includes(".")) return;
    byKey.set(key, [variable, ...(byKey.get(key) ?? [])]);
  };
  for (const [variable, alias] of Object.entries(aliases)) {
    const key = typeof alias === "string" ? alias : alias.key;
    add(variable, typeof key === "string" ? key : key.join("."));
  }
  // One variable for many keys.
  add("OTEL_RESOURCE_ATTRIBUTES", "tracing.resource_attributes");
  for (const [variable, key] of Object.entries(environmentAliases)) add(variable, key);
  return byKey;
}

/** The variables that set a key; none for what is in a list. */
export function variablesOf(row: KeyRow, aliases: Aliases): string[] {
  if (row.inList) return [];
  const key = row.path.join(".");
  const own = `ETTL_${[...row.path, ...(row.hasNames ? ["<name>"] : [])].join("__").toUpperCase()}`;
  // The programs' own say so in their descriptions.
  const [, told] = /\bAlso ([A-Z][A-Z_]+)\b/.exec(row.description) ?? [];
  const others = [...(aliases.get(key) ?? []), ...(told === undefined ? [] : [told])];
  const withFile = row.isSecret && !row.hasNames ? [`${own}_FILE`] : [];
  return [own, ...withFile, ...new Set(others)];
}
