import { jobMetricNames, jobNameText } from "./job-metrics.ts";
import { type MetricFamily, samplesOf } from "./metric-families.ts";

/**
 * Adds to what a run recorded the former successes of jobs that have not succeeded in it, as the
 * run before left them: an alert on the last success would otherwise fall silent at the first failure.
 */
export function withFormerSuccesses(
  families: readonly MetricFamily[],
  former: readonly MetricFamily[],
): MetricFamily[] {
  const { lastRun, lastSuccess } = jobMetricNames;
  const find = (all: readonly MetricFamily[], wanted: string) => {
    const family = all.find(({ name }) => name === wanted);
    return new Map(family ? samplesOf(family).map((line) => [jobNameText(line), line]) : []);
  };
  const succeeded = find(families, lastSuccess);
  const formerSuccesses = find(former, lastSuccess);
  const missing = [...find(families, lastRun)].flatMap(([job, run]) => {
    const line = succeeded.has(job) ? undefined : formerSuccesses.get(job);
    if (line === undefined || !isSample(line)) return [];
    // Under the labels of now: a default label, such as a version, may have changed since.
    return [`${lastSuccess}${labelsOf(run)}${line.slice(line.lastIndexOf(" "))}`];
  });
  return families.map((family) =>
    family.name === lastSuccess && missing.length > 0
      ? { ...family, text: `${family.text}${missing.join("\n")}\n` }
      : family,
  );
}

const labelsOf = (line: string): string => line.slice(line.indexOf("{"), line.lastIndexOf("}") + 1);

/** Others may write to the file, too. */
const isSample = (line: string): boolean =>
  /^\w+\{(\w+="([^"\\]|\\.)*",?)+\} \d+(\.\d+)?(e\+\d+)?$/.test(line);
