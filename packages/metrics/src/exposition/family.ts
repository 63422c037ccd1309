/** How a scrape is written. */
export interface FamilyFormat {
  /** OpenMetrics 1.0 with exemplars; false: Prometheus text 0.0.4. */
  readonly openMetrics: boolean;
  /** Labels that each series gets unless it has them itself. */
  readonly defaultLabels: Readonly<Record<string, unknown>>;
}

/** One metric as text, line by line on demand, so that writing it can be interrupted. */
export interface Family {
  /** `# HELP` and `# TYPE`, without a line break at the end. */
  readonly head: string;
  /** How many series there are to write. */
  readonly size: number;
  /** The lines of series `from` to `to`, each with a line break before it. */
  lines(from: number, to: number): string;
}

/** What the head of a family is made of. */
export interface FamilyNames {
  readonly registeredName: string;
  readonly help: string;
}
