import type { Telemetry } from "@ettl/telemetry";
import type { ExportResult } from "./export.ts";

/** What the exporter counts beside telemetry's own metrics. */
export function exporterMetrics({ metrics }: Telemetry) {
  const pages = metrics.counter({
    name: "ettl_exporter_pages_total",
    help: "Pages of Trakt's lists, asked for (source trakt) or kept from an earlier run (cache).",
    labelNames: ["type", "source"],
  });
  const rateLimitWait = metrics.counter({
    name: "ettl_exporter_rate_limit_wait_seconds_total",
    help: "Time that requests to Trakt waited for the budget.",
  });
  // Made when there is something to say: 0 would be a login that ended in 1970.
  const tokenExpiry = () =>
    metrics.gauge({
      name: "ettl_exporter_token_expiry_timestamp_seconds",
      help: "When the login ends unless it is renewed before.",
    });
  const gap = metrics.gauge({
    name: "ettl_exporter_reconciliation_gap",
    help: "Rows that Trakt announced at the last export of a type, less those written or skipped.",
    labelNames: ["type"],
  });
  let asked = 0;
  let hits = 0;
  return {
    waited: (seconds: number) => rateLimitWait.inc(seconds),
    tokenExpires: (timeMs: number) => tokenExpiry().set(timeMs / 1000),
    page(type: string, isKept: boolean) {
      pages.inc({ type, source: isKept ? "cache" : "trakt" });
      asked++;
      if (isKept) hits++;
      metrics.setCacheHitRate({ cacheType: "pages", value: (100 * hits) / asked });
    },
    exported(result: ExportResult) {
      const { what, announced, fetched, written, skipped, ratings, knownFilms, isUnchanged } =
        result;
      const left = Object.values(skipped).reduce((sum, count) => sum + count, 0);
      gap.set({ type: what }, announced - written - left);
      if (isUnchanged) return;
      if (knownFilms !== undefined && fetched > 0)
        metrics.setCacheHitRate({ cacheType: "films", value: (100 * knownFilms) / fetched });
      if (what === "watchlist")
        metrics.recordWatchlistExported({ itemType: "movie", count: written });
      for (const [ratingValue, count] of Object.entries(ratings))
        metrics.recordRatingsExported({ ratingValue, count });
      if (what === "ratings" || what === "watchlist") return;
      metrics.recordMoviesExported({ category: what, status: "written", count: written });
      metrics.recordMoviesExported({ category: what, status: "skipped", count: left });
    },
  };
}

export type ExporterMetrics = ReturnType<typeof exporterMetrics>;
