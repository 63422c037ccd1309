import { setTimeout as delay } from "node:timers/promises";
import type { InstrumentFactory } from "./instrument-factory.ts";
import { jobMetricNames, jobNameText } from "./job-metrics.ts";
import { familiesOf, isRuntimeMetric, type MetricFamily, samplesOf } from "./metric-families.ts";
import { failureSentence, sendToGateway } from "./push-request.ts";
import { pushTarget } from "./push-target.ts";
import type { RecordingRules } from "./recording-rules.ts";

/** Where metrics are pushed to, and under which labels. */
export interface PushOptions {
  /** Address of the Pushgateway, such as `http://localhost:9091`; may hold a user and password. */
  readonly url: string;
  /** The label `job` of everything pushed; it replaces one that a metric has itself. */
  readonly job: string;
  /**
   * Further labels of the group, such as `instance`.
   *
   * @default none
   */
  readonly groupings?: Readonly<Record<string, string>>;
  /**
   * True: metrics of the group that this push does not have stay as they are. False: it takes the
   * place of all that the group had.
   *
   * @default false
   */
  readonly merge?: boolean;
  /**
   * Whether `process_*` and `nodejs_*` are pushed, too: the process they tell about soon ends.
   *
   * @default false
   */
  readonly runtimeMetrics?: boolean;
  /**
   * Time for the whole push, in milliseconds.
   *
   * @default 5000
   */
  readonly timeoutMs?: number;
}

/** What became of a push. `skipped`: metrics are not recorded, so there was nothing to push. */
export type PushOutcome =
  | { readonly outcome: "pushed" | "skipped" }
  | { readonly outcome: "failed"; readonly error: string };

export interface PushSource {
  /** The metrics with these names, in the text format 0.0.4. */
  readonly text: (only: (name: string) => boolean) => Promise<string>;
  readonly factory: InstrumentFactory;
  readonly rules: RecordingRules;
}

/** Makes the function that pushes: it never rejects, and tells and counts a failure. */
export function pusher({ text, factory, rules }: PushSource) {
  return async (options: PushOptions): Promise<PushOutcome> => {
    if (!rules.recording) return { outcome: "skipped" };
    const pushes = factory.counter({
      name: "ettl_metrics_pushes_total",
      help: "Pushes to a Pushgateway and what became of them.",
      labelNames: ["outcome"],
    });
    const error = await pushText(text, options).then(
      () => undefined,
      (reason: unknown) => failureSentence(reason, options.url),
    );
    pushes.inc({ outcome: error === undefined ? "pushed" : "failed" });
    if (error === undefined) return { outcome: "pushed" };
    rules.tell({ code: "push_failed", message: `the push failed: ${error}` });
    return { outcome: "failed", error };
  };
}

/** @throws {Error} It failed, or took too long. */
async function pushText(text: PushSource["text"], options: PushOptions): Promise<void> {
  const { url, job, groupings = {}, merge = false, runtimeMetrics = false } = options;
  const { timeoutMs = 5000 } = options;
  if (!(timeoutMs > 0)) throw new TypeError("timeoutMs: expected more than 0");
  const target = pushTarget(url, job, groupings);

  const over = new AbortController();
  const work = async () => {
    const families = familiesOf(await text((name) => runtimeMetrics || !isRuntimeMetric(name)));
    const isOfJob = ({ name }: MetricFamily) =>
      Object.values<string>(jobMetricNames).includes(name);
    const others = families.filter((family) => !isOfJob(family));
    await sendToGateway(target, others, { signal: over.signal, merge });
    // Each job has a group of its own, which is merged: a run that fails, or is about other jobs,
    // must not take away when this one last succeeded.
    for (const [name, ofJob] of byJob(families.filter(isOfJob)))
      await sendToGateway(target, ofJob, {
        signal: over.signal,
        merge: true,
        more: { job_name: name },
      });
  };
  // The client never settles when an answer that has begun is cut, so there is a race.
  const deadline = delay(Math.min(timeoutMs, 2 ** 31 - 1), undefined, { signal: over.signal }).then(
    () => {
      throw new Error(`it took longer than ${timeoutMs} ms`);
    },
  );
  try {
    await Promise.race([work(), deadline]);
  } finally {
    deadline.catch(() => {});
    over.abort();
  }
}

/** The metrics of jobs, by the name of the job. */
function byJob(families: readonly MetricFamily[]): Map<string, MetricFamily[]> {
  const jobs = new Map<string, MetricFamily[]>();
  for (const family of families) {
    const header = family.text.split("\n").filter((line) => line.startsWith("# "));
    for (const sample of samplesOf(family)) {
      const name = jobNameText(sample).replace(/\\(.)/g, (_, letter) =>
        letter === "n" ? "\n" : letter,
      );
      const ofJob = jobs.get(name) ?? [];
      ofJob.push({ name: family.name, text: `${[...header, sample].join("\n")}\n` });
      jobs.set(name, ofJob);
    }
  }
  return jobs;
}
