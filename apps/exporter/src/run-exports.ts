import { correlationId, type Telemetry, withCorrelationId } from "@ettl/telemetry";
import { type ExportName, type ExportResult, runExport } from "./export.ts";
import type { ExporterConfig } from "./exporter-config.ts";
import { createTraktClient } from "./trakt/client.ts";

/** How one export of a run ended. */
export type ExportOutcome =
  | { readonly what: ExportName; readonly result: ExportResult }
  | { readonly what: ExportName; readonly error: unknown };

/**
 * Runs exports one after the other under one correlation id, the active one or a new one; one that fails does not keep the
 * next from running, one that is cancelled does.
 */
export function runExports(
  telemetry: Telemetry,
  config: ExporterConfig,
  what: readonly ExportName[],
  version: string,
): Promise<ExportOutcome[]> {
  let retries = 0;
  const client = createTraktClient({
    baseUrl: config.trakt.apiBaseUrl,
    clientId: config.trakt.clientId,
    accessToken: config.trakt.accessToken,
    userAgent: `ettl-exporter/${version}`,
    instrument(call, attempt) {
      if (call.resendCount > 0) retries++;
      return telemetry.apiCall(call, attempt);
    },
    traceHeaders(url) {
      const headers: Record<string, string> = {};
      telemetry.tracing.inject(headers, { url });
      return headers;
    },
  });
  const { exportDir: folder, filenames } = config.letterboxd;
  const { timezone, format } = config.export;

  return withCorrelationId(correlationId(), async () => {
    const outcomes: ExportOutcome[] = [];
    let stopping: AbortSignal | undefined;
    for (const name of what) {
      if (stopping?.aborted) break;
      try {
        const result = await telemetry.exportOperation(
          name,
          { format },
          async ({ signal, logger, span, report }) => {
            stopping = signal;
            const before = retries;
            try {
              const done = await runExport(name, { client, folder, filenames, timezone, signal });
              const { announced, written, skipped, pages, bytes } = done;
              logger.info({ announced, written, skipped, pages, bytes }, "export.written");
              span.setAttribute("export.announced", announced);
              report({ items: written, bytes });
              return done;
            } finally {
              report({ retries: retries - before });
            }
          },
        );
        count(telemetry, result);
        outcomes.push({ what: name, result });
      } catch (error) {
        outcomes.push({ what: name, error });
      }
    }
    return outcomes;
  });
}

function count({ metrics }: Telemetry, { what, written, skipped, ratings }: ExportResult): void {
  if (what === "watchlist") metrics.recordWatchlistExported({ itemType: "movie", count: written });
  for (const [ratingValue, count] of Object.entries(ratings))
    metrics.recordRatingsExported({ ratingValue, count });
  if (what === "ratings" || what === "watchlist") return;
  const left = Object.values(skipped).reduce((sum, count) => sum + count, 0);
  metrics.recordMoviesExported({ category: what, status: "written", count: written });
  metrics.recordMoviesExported({ category: what, status: "skipped", count: left });
}
