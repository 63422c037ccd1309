import type { Span } from "@opentelemetry/api";

/** What the observed function gets to do with its span. */
export type Work = (span: Span) => Promise<void>;

/** One way to observe an export, wired up and ready. */
export interface Side {
  readonly name: string;
  /** One whole operation around `work`. */
  operation(work: Work): Promise<void>;
  /** Everything that was counted, as OpenMetrics text. */
  metricsText(): Promise<string>;
  spans(): { readonly sampled: number; readonly ended: number };
  close(): Promise<void>;
}

/** Makes a side that writes its log lines to `logFile`, at once and line by line. */
export type OpenSide = (logFile: string) => Promise<Side>;

/** What is exported; labels, attributes and log fields of both sides. */
export const exported = { type: "watched", format: "csv" } as const;
export const samplingRate = 0.1;

/** The work itself: nothing but the two events that belong to the operation. */
export const twoEvents: Work = async (span) => {
  span.addEvent("page.fetched", { "page.items": 100 });
  span.addEvent("file.written", { "file.rows": 100 });
};
