/** What the program is told to do: end spans, then close. */
export interface Task {
  readonly endpoint: "otlpEndpoint" | "jaegerEndpoint";
  readonly url: string;
  readonly spans: number;
  readonly closeMs: number;
}

/** What it prints at its end. */
export interface Report {
  readonly ended: number;
  readonly exported: number;
  readonly dropped: number;
  readonly queued: number;
  readonly droppedByReason: Readonly<Record<string, number>>;
  readonly closeSeconds: number;
  /** Why spans were lost last, as users see it. */
  readonly lastError?: string;
}

/** The name of each span, by which a collector counts them in any form. */
export const spanName = "a-span-of-the-soak";
