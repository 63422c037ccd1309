import type { Registry } from "prom-client";

/** What a type writes behind the name of its family; OpenMetrics reserves `_created` besides. */
const suffixes: Readonly<Record<string, readonly string[]>> = {
  counter: ["", "_total", "_created"],
  gauge: [""],
  histogram: ["", "_bucket", "_sum", "_count", "_created"],
  summary: ["", "_sum", "_count", "_created"],
};

const everySuffix = ["", "_total", "_created", "_bucket", "_sum", "_count"];

/** The names that a metric takes for itself, in either format. */
export function sampleNames(type: string, name: string): readonly string[] {
  const family = type === "counter" ? name.replace(/_total$/, "") : name;
  return (suffixes[type] ?? [""]).map((suffix) => family + suffix);
}

/** The registered metric that would write samples of the same name as this one, if there is one. */
export function clashOf(
  registry: Registry,
  type: string,
  name: string,
): { readonly metric: string; readonly sample: string } | undefined {
  for (const sample of sampleNames(type, name))
    for (const metric of possibleOwners(sample)) {
      const other: unknown = registry.getSingleMetric(metric);
      if (other && sampleNames(String(Reflect.get(other, "type")), metric).includes(sample))
        return { metric, sample };
    }
  return undefined;
}

/** Names of metrics that may write a sample of this name. */
function possibleOwners(sample: string): string[] {
  const owners = [sample, `${sample}_total`];
  for (const suffix of everySuffix) {
    if (suffix === "" || !sample.endsWith(suffix)) continue;
    const family = sample.slice(0, -suffix.length);
    owners.push(family, `${family}_total`);
  }
  return owners;
}
