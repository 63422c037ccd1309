import { ExpositionError, sampleScanner } from "../exposition/index.ts";

/** What every target's charts show, where it has it. */
const usual: readonly string[] = [
  "process_cpu_seconds_total",
  "process_resident_memory_bytes",
  "nodejs_heap_size_used_bytes",
  "nodejs_eventloop_lag_p99_seconds",
  "export_trakt_exports_total",
  "export_trakt_export_errors_total",
  "export_trakt_api_calls_total",
  "export_trakt_api_call_errors_total",
];

/** Reads the values of a few metrics out of all that a target serves. */
export function createTargetMetrics(more: readonly string[]) {
  const names = new Map([...usual, ...more].map((name) => [name, name]));
  const scan = sampleScanner(names.keys());
  return {
    /** The values summed over labels, and what is wrong with the text, if anything is. */
    read(body: Buffer): {
      readonly values: ReadonlyMap<string, number> | undefined;
      readonly problem?: string;
    } {
      const values = new Map<string, number>();
      try {
        scan(body, ({ name, value }) => {
          // Ours, not theirs: a part of a text keeps all of it in memory.
          const own = names.get(name) ?? name;
          values.set(own, (values.get(own) ?? 0) + value);
        });
        return { values };
      } catch (error) {
        if (!(error instanceof ExpositionError)) throw error;
        return { values: undefined, problem: `its metrics can't be read: ${error.message}` };
      }
    },
  };
}

/** Whether a metric only grows, so that its growth is what a chart shows. */
export function isCounter(name: string): boolean {
  return /_(total|count|sum|bucket)$/.test(name);
}
