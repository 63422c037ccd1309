import { demoMetrics, type ServedMetrics } from "./demo-metrics.ts";
import { type FurtherFamily, furtherFamilies } from "./further-families.ts";
import { labelValues } from "./label-values.ts";

interface Row {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly programs: readonly string[];
}

const catalogue = "export_trakt_";

const introduction = `# Metric reference

Every metric that \`ettl-monitor\` and \`ettl-exporter\` serve at \`/metrics\`, read from both as they run in
the demo. A program of your own with \`@ettl/telemetry\` serves the first three groups. In OpenMetrics a counter
is declared without its \`_total\`; samples have the names below, those of a histogram with \`_bucket\`, \`_sum\`
and \`_count\` behind them.

A metric without a sample is there with its \`# HELP\` and \`# TYPE\` all the same, unless the last column says
when it appears. What a metric has no room for is in a series whose labels all say \`__overflow__\`.

This page is generated: run \`pnpm reference\` after a change of any metric.
`;

interface Group {
  readonly title: string;
  readonly text: string;
  readonly has: (row: Row) => boolean;
}

const both = ({ programs }: Row) => programs.length > 1;
const groups: readonly Group[] = [
  {
    title: "The catalogue",
    text: "The sixteen metrics of the Go original, by the same names. `[metrics] prefix` takes the place of `export_trakt_`.",
    has: ({ name }) => name.startsWith(catalogue),
  },
  {
    title: "The process",
    text: "Each part has a switch in `[metrics.runtime]`. The names follow Prometheus' clients.",
    has: ({ name }) => /^(?:process|nodejs)_/.test(name),
  },
  { title: "Telemetry", text: "What telemetry knows of itself, in every program.", has: both },
  {
    title: "The monitor",
    text: "Served by `ettl-monitor` only.",
    has: ({ programs }) => programs.includes("ettl-monitor"),
  },
  {
    title: "The exporter, and programs of your own",
    text: '`job_*` comes with `exportOperation()` and `recordJob()`; `operation("name")` and `command` make `<name>_duration_seconds`, as here the exporter\'s runs do.',
    has: () => true,
  },
];

/** The page, from what the programs of the demo serve. */
export async function metricsPage(): Promise<string> {
  return textOf(rowsOf(await demoMetrics()));
}

/** Every metric that is served, or is known to appear, once. */
export function rowsOf(served: ServedMetrics): Row[] {
  const rows = new Map<string, Row>();
  const add = (row: Row) => {
    const former = rows.get(row.name);
    if (former && former.type !== row.type)
      throw new Error(`${row.name} is a ${former.type} here and a ${row.type} there`);
    const labels = [...new Set([...(former?.labels ?? []), ...row.labels])];
    const programs = [...(former?.programs ?? []), ...row.programs];
    rows.set(row.name, { ...row, labels, programs });
  };
  for (const [program, families] of Object.entries(served))
    for (const { name, type, help, labels } of families) {
      checkValues(name, labels);
      add({ name, type, help, labels: Object.keys(labels), programs: [program] });
    }
  for (const [name, further] of Object.entries(furtherFamilies)) {
    const row = rows.get(name) ?? (further.unserved && { ...further.unserved, programs: [] });
    if (row === undefined) throw new Error(`no program serves ${name}, of which there is a note`);
    const labels = [...new Set([...(rows.get(name)?.labels ?? []), ...(further.labels ?? [])])];
    rows.set(name, { ...row, name, labels, programs: further.programs ?? row.programs });
  }
  return [...rows.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** A value that is served is one of those that the page gives. */
function checkValues(metric: string, labels: Readonly<Record<string, readonly string[]>>): void {
  for (const [label, values] of Object.entries(labels)) {
    const known = knownValues(metric, label);
    if (typeof known === "string") continue;
    const others = values.filter((value) => !known.includes(value));
    if (others.length > 0)
      throw new Error(
        `${metric}{${label}} is ${others.join(", ")}; metrics/label-values.ts has no such value`,
      );
  }
}

function knownValues(metric: string, label: string): readonly string[] | string {
  const known = labelValues[`${metric} ${label}`] ?? labelValues[label];
  if (known !== undefined) return known;
  throw new Error(
    `nothing says what ${metric}{${label}} may be: add it to metrics/label-values.ts`,
  );
}

function textOf(rows: readonly Row[]): string {
  const left = new Set(rows);
  const sections = groups.map(({ title, text, has }) => {
    const own = [...left].filter(has);
    for (const row of own) left.delete(row);
    return [
      `## ${title}\n`,
      `${text}\n`,
      "| metric | type | labels | unit | |",
      "| --- | --- | --- | --- | --- |",
      ...own.map(rowText),
      "",
    ].join("\n");
  });
  return [introduction, ...sections].join("\n");
}

function rowText({ name, type, help, labels }: Row): string {
  const further: FurtherFamily = furtherFamilies[name] ?? {};
  const appears = further.appears === undefined ? "" : ` Appears: ${further.appears}.`;
  const cells = [
    `\`${name}\``,
    type,
    [...labels]
      .sort()
      .map((label) => labelText(name, label))
      .join("<br>"),
    unitOf(name),
    `${help.replaceAll("|", "\\|")}${appears}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

function labelText(metric: string, label: string): string {
  const known = knownValues(metric, label);
  const values =
    typeof known === "string" ? known : known.map((value) => `\`${value}\``).join(", ");
  return `\`${label}\`: ${values}`;
}

function unitOf(name: string): string {
  if (/_timestamp_seconds$|_start_time_seconds$/.test(name)) return "Unix seconds";
  const [, unit = ""] = /_(seconds|bytes|ratio|percent)(?:_total)?$/.exec(name) ?? [];
  return unit === "ratio" ? "0 to 1" : unit;
}
