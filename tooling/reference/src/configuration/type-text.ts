import { type JsonSchema, valuesOf } from "./json-schema.ts";

const units: readonly (readonly [suffix: string, unit: string])[] = [
  ["_seconds", "seconds"],
  ["_ms", "milliseconds"],
  ["_minutes", "minutes"],
  ["_days", "days"],
  ["_mb", "MB"],
  ["_kb", "KB"],
  ["_ratio", "share"],
];

/** What a key may be, with its unit, in words. */
export function typeText(key: string, json: JsonSchema): string {
  const unit = units.find(([suffix]) => key.endsWith(suffix) && !key.includes("_per_"))?.[1];
  const isNumber = json.type === "number" || json.type === "integer";
  return unit !== undefined && isNumber ? `${plainType(json)}, in ${unit}` : plainType(json);
}

function plainType(json: JsonSchema): string {
  const { type, format, enum: choices, items, properties, anyOf } = json;
  if (json.const !== undefined) return code(json.const);
  if (choices !== undefined) return choices.map(code).join(", ");
  if (anyOf !== undefined) return anyOf.map(plainType).join(", or ");
  if (properties !== undefined) return `a table of ${Object.keys(properties).map(name).join(", ")}`;
  if (items !== undefined) return `list of ${plural(plainType(items))}`;
  const values = valuesOf(json);
  if (values !== undefined) return `table of ${plural(plainType(values))}`;
  if (Array.isArray(type)) return type.map((one: string) => plainType({ type: one })).join(" or ");
  if (type === "string") return format === "uri" ? "URL" : "text";
  if (type === "integer" || type === "number")
    return `${type === "integer" ? "whole number" : "number"}${rangeText(json)}`;
  if (type === undefined) return "anything";
  return type === "boolean" ? "`true`, `false`" : String(type);
}

function rangeText({ minimum, exclusiveMinimum, maximum }: JsonSchema): string {
  // What no double can be beyond is no limit.
  const top = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  const bottom = minimum !== undefined && minimum > -Number.MAX_SAFE_INTEGER ? minimum : undefined;
  if (exclusiveMinimum !== undefined)
    return top === undefined ? ` > ${exclusiveMinimum}` : ` > ${exclusiveMinimum}, ≤ ${top}`;
  if (bottom === undefined) return top === undefined ? "" : ` ≤ ${top}`;
  return top === undefined ? ` ≥ ${bottom}` : ` ${bottom} to ${top}`;
}

function plural(type: string): string {
  if (type === "text") return "texts";
  return type.replace(/^URL$/, "URLs").replace(/number\b/, "numbers");
}

function name(key: string): string {
  return `\`${key}\``;
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}
