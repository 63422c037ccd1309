import type { Registry } from "prom-client";
import type { CustomMetrics } from "./custom-metrics.ts";
import type { InstrumentFactory } from "./instrument-factory.ts";
import { type InstrumentStats, instrumentStats } from "./instruments/instrument.ts";

/** The counts of every instrument of ours in a registry, whoever made it. */
export function instrumentsOf(registry: Registry): InstrumentStats[] {
  return registry.getMetricsAsArray().flatMap((metric) => {
    const stats: unknown = Reflect.get(metric, instrumentStats);
    return typeof stats === "function" ? [stats.call(metric) as InstrumentStats] : [];
  });
}

/** What this package knows about itself. */
export function addSelfMetrics(
  factory: InstrumentFactory,
  registry: Registry,
  version: string,
  custom: Pick<CustomMetrics, "refused">,
) {
  const info = factory.gauge({
    name: "ettl_build_info",
    help: "1, with the version of the program and of Node as labels.",
    labelNames: ["version", "node_version"],
    collect: () => {
      info.set({ version, node_version: process.versions.node }, 1);
    },
  });
  const pulled = (name: string, help: string, count: "overflowed" | "refused") => {
    const counter = factory.counter({
      name,
      help,
      labelNames: ["metric"],
      collect: () => {
        counter.reset();
        for (const { metric, [count]: samples } of instrumentsOf(registry))
          if (samples > 0) counter.inc({ metric }, samples);
        // Names that nobody has are no label values: there is no end to them.
        if (count === "refused" && custom.refused > 0)
          counter.inc({ metric: "unknown" }, custom.refused);
      },
    });
  };
  pulled(
    "ettl_metric_series_overflow_total",
    "Samples recorded as __overflow__ because their metric had no room for another series.",
    "overflowed",
  );
  pulled(
    "ettl_metric_samples_refused_total",
    "Samples refused because their value or labels made no sense.",
    "refused",
  );
  const collectErrors = factory.counter({
    name: "ettl_metric_collect_errors_total",
    help: "Times that a metric was left out of a scrape because its collect function failed.",
    labelNames: ["metric", "reason"],
  });
  const scrapeDuration = factory.gauge({
    name: "ettl_scrape_duration_seconds",
    help: "Duration of the previous scrape, in seconds.",
  });
  return { collectErrors, scrapeDuration };
}
