import type { Exemplar } from "../exemplar.ts";

/** A number as prom-client writes it. */
export function valueText(value: number): string {
  if (Number.isFinite(value)) return `${value}`;
  if (Number.isNaN(value)) return "Nan";
  return value < 0 ? "-Inf" : "+Inf";
}

/** `name="value"` of each label, in the order of the object. */
export function labelTexts(labels: object, except?: object): string[] {
  const texts: string[] = [];
  for (const [name, value] of Object.entries(labels))
    if (!except || !Object.hasOwn(except, name)) texts.push(`${name}="${labelText(value)}"`);
  return texts;
}

/** The comment lines before the samples of a metric. */
export function familyHead(name: string, type: string, help: string): string {
  return `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}`;
}

/** What follows a sample's value in OpenMetrics. */
export function exemplarText({ labelSet, value, timestamp }: Exemplar): string {
  return ` # {${labelTexts(labelSet).join(",")}} ${valueText(value)} ${timestamp}`;
}

function labelText(value: unknown): string {
  return typeof value === "number" ? `${value}` : escaped(String(value)).replaceAll('"', '\\"');
}

const escaped = (text: string) => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
