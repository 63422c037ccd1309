import type { InstrumentFactory } from "./instrument-factory.ts";
import { MetricError } from "./metric-error.ts";
import type { RecordingRules } from "./recording-rules.ts";

/** Names of the metrics of jobs. Their label is `job_name`: `job` belongs to whoever scrapes. */
export const jobMetricNames = {
  lastSuccess: "job_last_success_timestamp_seconds",
  lastRun: "job_last_run_timestamp_seconds",
  lastDuration: "job_last_duration_seconds",
  lastRunSucceeded: "job_last_run_succeeded",
} as const;

/** The name of the job that a line of text is about, escaped as it stands there. */
export const jobNameText = (sample: string): string =>
  /[{,]job_name="((?:[^"\\]|\\.)*)"/.exec(sample)?.[1] ?? "";

/** One run of a job that ended. */
export interface JobRun {
  /** The job's own name, as the label `job_name`. */
  readonly job: string;
  /** `cancelled` changes nothing: such a run tells neither that the job works nor that it fails. */
  readonly status: "success" | "error" | "cancelled";
  readonly durationSeconds: number;
}

/** Records the runs of jobs. */
export interface JobRecorder {
  /**
   * Records that a job ended just now: when it last succeeded, when it last ran, for how long, and
   * whether well. The metrics are there from the first call on.
   */
  recordJob(run: JobRun): void;
}

export function jobRecorder(factory: InstrumentFactory, rules: RecordingRules): JobRecorder {
  const jobGauge = (name: string, help: string) =>
    factory.gauge({ name, help, labelNames: ["job_name"] });
  const makeGauges = () => ({
    lastSuccess: jobGauge(
      jobMetricNames.lastSuccess,
      "When the job last succeeded, in Unix seconds.",
    ),
    lastRun: jobGauge(jobMetricNames.lastRun, "When the job last ended, in Unix seconds."),
    lastDuration: jobGauge(jobMetricNames.lastDuration, "How long its last run took, in seconds."),
    lastRunSucceeded: jobGauge(jobMetricNames.lastRunSucceeded, "1 if its last run succeeded."),
  });
  let gauges: ReturnType<typeof makeGauges> | "taken" | undefined;
  /** Metrics of the caller's may have these names: then jobs are not recorded, and that is told. */
  const gaugesOrTaken = () => {
    try {
      return makeGauges();
    } catch (error) {
      if (rules.strict || !(error instanceof MetricError)) throw error;
      rules.tell({ code: "invalid_sample", message: `jobs are not recorded: ${error.message}` });
      return "taken";
    }
  };
  return {
    recordJob({ job, status, durationSeconds }) {
      if (status === "cancelled") return;
      gauges ??= gaugesOrTaken();
      if (gauges === "taken") return;
      const labels = { job_name: job };
      const now = Date.now() / 1000;
      const succeeded = status === "success";
      if (succeeded) gauges.lastSuccess.set(labels, now);
      gauges.lastRun.set(labels, now);
      gauges.lastDuration.set(labels, durationSeconds);
      gauges.lastRunSucceeded.set(labels, succeeded ? 1 : 0);
    },
  };
}
