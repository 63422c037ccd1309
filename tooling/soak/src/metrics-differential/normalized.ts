/** The time of an exemplar, at the end of a line that has one. */
const exemplarTime = /( # \{.*\} \S+) \d+(?:\.\d+)?$/s;

/**
 * A whole output with what clocks put into it taken out: times of exemplars, and of the instruments
 * in `timed` all values but the counts.
 */
export function normalizedText(text: string, timed: ReadonlySet<string>): string {
  return text
    .split("\n")
    .map((line) => normalizedLine(line, timed))
    .join("\n");
}

function normalizedLine(line: string, timed: ReadonlySet<string>): string {
  const name = /^(subject_\d+(?:_total)?)(\w*)/.exec(line);
  if (!name) return line;
  const [, subject = "", suffix] = name;
  const isTimed = timed.has(subject) || timed.has(subject.replace(/_total$/, ""));
  if (!isTimed || suffix === "_count") return line.replace(exemplarTime, "$1 <time>");
  return `${line.slice(0, endOfLabels(line, name[0].length))} <value>`;
}

/** Where the label block that may begin at `start` ends: braces in its values don't count. */
function endOfLabels(line: string, start: number): number {
  if (line[start] !== "{") return start;
  let quoted = false;
  for (let at = start; at < line.length; at++) {
    if (line[at] === "\\") at++;
    else if (line[at] === '"') quoted = !quoted;
    else if (line[at] === "}" && !quoted) return at + 1;
  }
  return line.length;
}

interface JsonValue {
  readonly labels?: object;
  readonly value: unknown;
  readonly metricName?: string;
  readonly exemplar?: { readonly labelSet: object; readonly value: unknown } | null;
}

interface JsonMetric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator: string;
  readonly values: readonly JsonValue[];
}

/** What prom-client's JSON says, one line per value: label order counts, number or text does not. */
export function jsonLines(metrics: unknown, timed: ReadonlySet<string>): string {
  const lines = (metrics as readonly JsonMetric[]).flatMap((metric) => [
    JSON.stringify([metric.name, metric.help, metric.type, metric.aggregator]),
    ...metric.values.map((each) => {
      const isTimed = timed.has(metric.name) && each.metricName !== `${metric.name}_count`;
      const exemplar = each.exemplar && !isTimed ? each.exemplar : undefined;
      return JSON.stringify([
        each.metricName ?? "",
        pairs(each.labels ?? {}),
        isTimed ? "<value>" : String(each.value),
        exemplar && [pairs(exemplar.labelSet), String(exemplar.value)],
      ]);
    }),
  ]);
  return lines.join("\n");
}

const pairs = (labels: object) =>
  Object.entries(labels).map(([name, value]) => [name, value === undefined ? null : String(value)]);
