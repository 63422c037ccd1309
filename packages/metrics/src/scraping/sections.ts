import { Registry } from "prom-client";
import type { Family, FamilyFormat } from "../exposition/family.ts";
import { allowedSamples } from "../exposition/open-metrics-rules.ts";
import { Counter } from "../instruments/counter.ts";
import { Gauge } from "../instruments/gauge.ts";
import { Histogram } from "../instruments/histogram.ts";
import type { MetricValues } from "../instruments/instrument.ts";
import type { AnyMetric, Collected, CollectFailure, Collecting } from "./collecting.ts";
import { contentTypes } from "./negotiation.ts";

/** One metric of a scrape: a family to open when its turn comes, or the text of a foreign one. */
export type Section = (() => Family) | string;

export interface CollectedSections {
  readonly sections: readonly Section[];
  readonly failed: readonly {
    readonly metric: string;
    readonly failure: CollectFailure;
    readonly error?: unknown;
  }[];
}

/** Collects every metric of a registry at once; what is ours is written later, in pieces. */
export async function collectSections(
  registry: Registry,
  collecting: Collecting,
  {
    openMetrics,
    only,
  }: { readonly openMetrics: boolean; readonly only: (name: string) => boolean },
): Promise<CollectedSections> {
  const format = { openMetrics, defaultLabels: defaultLabelsOf(registry) };
  const metrics = (registry.getMetricsAsArray() as unknown as AnyMetric[]).filter(({ name }) =>
    only(name),
  );
  const collected = await Promise.all(
    metrics.map((metric): Collected<unknown> | Promise<Collected<unknown>> =>
      isQuick(metric, format)
        ? collecting.run(metric, () => metric.collect?.())
        : foreignText(metric, format, collecting),
    ),
  );
  // Whoever made them: another createMetrics of this registry has a clock of its own.
  if (openMetrics)
    for (const clock of new Set(
      metrics.flatMap((metric) =>
        isQuick(metric, format) ? [metric.admission.rules.exemplars] : [],
      ),
    ))
      clock.advance();

  const sections: Section[] = [];
  const failed: CollectedSections["failed"][number][] = [];
  for (const [index, metric] of metrics.entries()) {
    const result = collected[index] as Collected<unknown>;
    if ("failure" in result) failed.push({ metric: metric.name, ...result });
    else if (isQuick(metric, format)) sections.push(() => metric.open(format));
    else sections.push(result.value as string);
  }
  return { sections, failed };
}

type Quick = Counter | Gauge | Histogram;

/** An instrument of ours that we write ourselves. */
function isQuick(metric: object, { defaultLabels }: FamilyFormat): metric is Quick {
  if (metric instanceof Histogram) return !("le" in defaultLabels);
  return metric instanceof Counter || metric instanceof Gauge;
}

/** One metric by prom-client's writer. What is collected may be shared, the text is not. */
async function foreignText(
  metric: AnyMetric,
  format: FamilyFormat,
  collecting: Collecting,
): Promise<Collected<string>> {
  const collected = await collecting.run(metric, () =>
    metric.getForPromString ? metric.getForPromString() : metric.get(),
  );
  if ("failure" in collected) return collected;
  try {
    return { value: await writtenByPromClient(metric, collected.value, format) };
  } catch (error) {
    return { failure: "error", error };
  }
}

/** It renames counters for good when it writes OpenMetrics, so it gets a stand-in to rename. */
function writtenByPromClient(
  metric: AnyMetric,
  values: unknown,
  format: FamilyFormat,
): Promise<string> {
  const writer = new Registry<never>();
  writer.setContentType(
    (format.openMetrics ? contentTypes.openMetrics : contentTypes.text) as never,
  );
  writer.setDefaultLabels(format.defaultLabels);
  const { type } = metric;
  const name =
    format.openMetrics && type === "counter" ? metric.name.replace(/_total$/, "") : metric.name;
  const got = values as MetricValues;
  const allowed =
    format.openMetrics && Array.isArray(got.values)
      ? { values: allowedSamples(type, got.values) }
      : {};
  const get = async () => ({ ...got, ...allowed, name });
  writer.registerMetric({ name, type, get } as never);
  return writer.getSingleMetricAsString(name);
}

/** prom-client keeps them to itself. */
function defaultLabelsOf(registry: Registry): Readonly<Record<string, unknown>> {
  const labels: unknown = Reflect.get(registry, "_defaultLabels");
  return typeof labels === "object" && labels !== null ? { ...labels } : {};
}
