import type { Exemplar } from "../exemplar.ts";

/** A number as prom-client writes it. */
export function valueText(value: number): string {
  if (Number.isFinite(value)) return `${value}`;
  if (Number.isNaN(value)) return "Nan";
  return value < 0 ? "-Inf" : "+Inf";
}

/** The comment lines before the samples of a metric. */
export function familyHead(name: string, type: string, help: string): string {
  return `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}`;
}

/** What follows a sample's value in OpenMetrics. */
export function exemplarText({ labelSet, value, timestamp }: Exemplar): string {
  const labels = Object.entries(labelSet).map(([name, text]) => `${name}="${escapedValue(text)}"`);
  return ` # {${labels.join(",")}} ${valueText(value)} ${timestamp}`;
}

const special = /["\\\n]/;

/** A label's value between its quotes. */
export function escapedValue(value: unknown): string {
  const text = typeof value === "string" ? value : String(value);
  return special.test(text) ? escaped(text).replaceAll('"', '\\"') : text;
}

const escaped = (text: string) => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
