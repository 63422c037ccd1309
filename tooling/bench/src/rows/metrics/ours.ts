import { createMetrics } from "@ettl/metrics";
import { sampledIds } from "../../sampled-span.ts";
import { counterConfig, histogramConfig, samplesIn } from "./instruments.ts";

/** Ours as telemetry makes it: with a callback that looks up the active span. */
export function openOurs(maxSeriesPerMetric = 2000) {
  const metrics = createMetrics({
    version: "1.0.0",
    runtimeMetrics: false,
    maxSeriesPerMetric,
    exemplar: sampledIds,
  });
  /** The whole registry, as it goes to a scraper. */
  const scrape = async (accept?: string): Promise<Buffer> =>
    (await metrics.scrape({ accept })).body;
  return {
    counter: metrics.counter(counterConfig),
    histogram: metrics.histogram(histogramConfig),
    lines: async () => samplesIn((await scrape()).toString()),
    scrape,
    /** As Prometheus does it between two samples: each series then wants an exemplar again. */
    scrapeOpenMetrics: () => scrape("application/openmetrics-text"),
  };
}
