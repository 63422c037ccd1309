/** What a program that runs for a moment tells about its runtime; others know it better. */
const runtime =
  /^(nodejs_|process_(cpu|start_time|uptime|resident_memory|virtual_memory|heap|open_fds|max_fds|threads)(_|$))/;

/** One metric of a text, with its `# HELP` and `# TYPE`. */
export interface MetricFamily {
  readonly name: string;
  /** Ends with a line break. */
  readonly text: string;
}

/** Takes a text of the format 0.0.4 apart. */
export function familiesOf(text: string): MetricFamily[] {
  // Not `^`, which also matches after a carriage return, and a label value may hold one.
  return text
    .split(/(?<=\n)(?=# HELP )/)
    .map((part) => ({
      name: /^# HELP (\S+)/.exec(part)?.[1] ?? "",
      text: `${part.trimEnd()}\n`,
    }))
    .filter(({ name }) => name !== "");
}

/** Whether a metric is about the process or Node, under the names that every such program has. */
export const isRuntimeMetric = (name: string): boolean => runtime.test(name);

/** The samples of a family, one per line. */
export const samplesOf = ({ text }: MetricFamily): string[] =>
  text.split("\n").filter((line) => line !== "" && !line.startsWith("# "));
