import { ExemplarClock, type ExemplarSource } from "./exemplar.ts";

/**
 * What a metric refused or could not keep apart, told once per metric and counted always; or metrics
 * that did not get where they should, told each time.
 */
export interface MetricProblem {
  readonly code:
    | "invalid_sample"
    | "too_many_series"
    | "collect_failed"
    | "push_failed"
    | "textfile_failed";
  readonly message: string;
}

/** What holds for all samples of one `createMetrics`. */
export interface RecordingRules {
  /** False: nothing is admitted, nothing is counted. */
  readonly recording: boolean;
  /** Label sets kept apart per metric. */
  readonly maxSeries: number;
  /** True: a sample that can't be recorded throws. */
  readonly strict: boolean;
  readonly exemplars: ExemplarClock;
  /** Calls the caller's `onProblem`, and never throws. */
  readonly tell: (problem: MetricProblem) => void;
}

/** The rules that the options of `createMetrics` make. */
export function recordingRules(options: {
  readonly recording?: boolean;
  readonly maxSeriesPerMetric?: number;
  readonly strict?: boolean;
  readonly exemplar?: ExemplarSource;
  readonly onProblem?: (problem: MetricProblem) => void;
}): RecordingRules {
  const { recording = true, maxSeriesPerMetric = 2000, strict = false, onProblem } = options;
  return {
    recording,
    maxSeries: maxSeriesPerMetric,
    strict,
    exemplars: new ExemplarClock(options.exemplar),
    tell(problem) {
      try {
        onProblem?.(problem);
      } catch {
        // A callback of the caller's must not break the caller's counting.
      }
    },
  };
}
