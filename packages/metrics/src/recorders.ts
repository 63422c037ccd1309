import type { createCatalogue } from "./catalogue.ts";
import { inWords } from "./instruments/instrument.ts";

/** The statuses that a health gauge knows. */
export type HealthWord = "healthy" | "degraded" | "unhealthy" | "unknown";

/** Records the catalogue's metrics. Arguments are the labels in camelCase, plus the value. */
export interface Recorders {
  /** One export that ended: counts it and records its duration. */
  recordExport(sample: {
    type: string;
    status: string;
    format: string;
    durationSeconds: number;
  }): void;
  /** An error that ended an export. */
  recordExportError(sample: { type: string; errorCode: string; component: string }): void;
  /** One call of another service's API: counts it and records its duration. */
  recordApiCall(sample: {
    service: string;
    endpoint: string;
    method: string;
    /** As text or number; `"none"` where there was no answer. */
    statusCode: string | number;
    durationSeconds: number;
  }): void;
  /** A call of another service's API that failed. */
  recordApiCallError(sample: { service: string; endpoint: string; errorType: string }): void;
  /** Movies that were handled, 1 unless `count` says more. */
  recordMoviesExported(sample: { category: string; status: string; count?: number }): void;
  /** Ratings that were exported, 1 unless `count` says more. */
  recordRatingsExported(sample: { ratingValue: string | number; count?: number }): void;
  /** Watchlist entries that were exported, 1 unless `count` says more. */
  recordWatchlistExported(sample: { itemType: string; count?: number }): void;
  /** `value` in percent, 0 to 100. */
  setCacheHitRate(sample: { cacheType: string; value: number }): void;
  /** Health of the program. */
  setHealthStatus(status: HealthWord): void;
  /** Health of one component. */
  setComponentHealth(sample: { component: string; status: HealthWord }): void;
  /** For a component that is checked no more. */
  removeComponentHealth(sample: { component: string }): void;
}

const healthValue = { healthy: 1, degraded: 0.5, unhealthy: 0, unknown: 0 } as const;

export function recorders(
  catalogue: ReturnType<typeof createCatalogue>,
  version: string,
): Recorders {
  return {
    recordExport({ type, status, format, durationSeconds }) {
      catalogue.exports.inc({ status, type, format });
      catalogue.exportDuration.observe({ type, status }, durationSeconds);
    },
    recordExportError: ({ type, errorCode, component }) =>
      catalogue.exportErrors.inc({ type, error_code: errorCode, component }),
    recordApiCall({ service, endpoint, method, statusCode, durationSeconds }) {
      catalogue.apiCalls.inc({ service, endpoint, method, status_code: statusCode });
      catalogue.apiCallDuration.observe({ service, endpoint, method }, durationSeconds);
    },
    recordApiCallError: ({ service, endpoint, errorType }) =>
      catalogue.apiCallErrors.inc({ service, endpoint, error_type: errorType }),
    recordMoviesExported: ({ category, status, count = 1 }) =>
      catalogue.moviesExported.inc({ category, status }, count),
    recordRatingsExported: ({ ratingValue, count = 1 }) =>
      catalogue.ratingsExported.inc({ rating_value: ratingValue }, count),
    recordWatchlistExported: ({ itemType, count = 1 }) =>
      catalogue.watchlistExported.inc({ item_type: itemType }, count),
    setCacheHitRate({ cacheType, value }) {
      const { cacheHitRate } = catalogue;
      if (value >= 0 && value <= 100) cacheHitRate.set({ cache_type: cacheType }, value);
      else
        cacheHitRate.admission.refuse(
          `${inWords(value)} was refused, 0 to 100 percent was expected`,
        );
    },
    setHealthStatus: (status) => catalogue.healthStatus.set({ version }, healthValue[status]),
    setComponentHealth: ({ component, status }) =>
      catalogue.componentHealth.set({ component, version }, healthValue[status]),
    removeComponentHealth: ({ component }) =>
      catalogue.componentHealth.remove({ component, version }),
  };
}
