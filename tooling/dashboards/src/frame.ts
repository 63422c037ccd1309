/** What the files are written for. */
export interface Setting {
  /** `[metrics] prefix` of the programs. */
  readonly prefix: string;
  /** What the label `job` of our programs matches, as a regular expression. */
  readonly jobs: string;
  /** Where the monitor's page is, as the browser sees it. */
  readonly monitorUrl: string;
  /** What `docs/dashboards-and-rules.md` is called for whoever reads an alert. */
  readonly runbooks: string;
}

export const defaultSetting: Setting = {
  prefix: "export_trakt_",
  jobs: "(export-trakt|ettl).*",
  monitorUrl: "http://localhost:9090",
  runbooks: "docs/dashboards-and-rules.md",
};

/** The place that an expression is written into: it selects what the place is about. */
export interface Frame {
  readonly prefix: string;
  readonly matchers: string;
  /** How far back functions over time look. */
  readonly window: string;
  /** Whether recorded series may stand for what they record. */
  readonly recorded: boolean;
  readonly offset?: string;
}

/** For rules: all our programs. Rules of Grafana can't rely on recorded series. */
export const ruleFrame = (
  { prefix, jobs }: Setting,
  { window = "5m", recorded = true }: { window?: string; recorded?: boolean } = {},
): Frame => ({ prefix, matchers: `job=~${JSON.stringify(jobs)}`, window, recorded });

/** For panels: what the variables of the dashboard say. They do without recorded series. */
export const panelFrame = (
  { prefix }: Pick<Setting, "prefix">,
  window = "$__rate_interval",
): Frame => ({
  prefix,
  matchers: 'job=~"$job", instance=~"$instance"',
  window,
  recorded: false,
});

/** Selects a metric by its name as it is, with more matchers if given. */
export function series(frame: Frame, name: string, ...more: readonly string[]): string {
  return `${name}{${[frame.matchers, ...more].join(", ")}}${offsetOf(frame)}`;
}

/** Selects one of the sixteen, whose names have the prefix. */
export const own = (frame: Frame, name: string, ...more: readonly string[]): string =>
  series(frame, frame.prefix + name, ...more);

/** The values of the window that a selector of `series` or `own` finds. */
export function over(frame: Frame, selector: string): string {
  const offset = offsetOf(frame);
  return `${selector.slice(0, selector.length - offset.length)}[${frame.window}]${offset}`;
}

const offsetOf = ({ offset }: Frame) => (offset === undefined ? "" : ` offset ${offset}`);

const secondsOf = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** A window in seconds, for arithmetic with `time()`. */
function seconds(window: string): string {
  if (window === "$__range") return "$__range_s";
  const [, count, unit] = /^(\d+)([smhd])$/.exec(window) ?? [];
  if (count === undefined) throw new Error(`${window} has no length that is known`);
  return String(Number(count) * secondsOf[unit as keyof typeof secondsOf]);
}

/**
 * How much a counter grew in the window, summed by labels. What `increase` does not see is the first
 * value of a series: a counter that begins with the first failure never grew. Jobs that run once a
 * day are made of such. So a series that began in the window counts as a whole, if its program was
 * scraped before, or has started since; else nobody knows when it began.
 */
export function growth(frame: Frame, selector: string, by: readonly string[]): string {
  const { window } = frame;
  const before = `offset ${window}`;
  const scrapedBefore = `${series(frame, "up")} ${before} == 1`;
  const startedSince = `${series(frame, "process_start_time_seconds")} > time() - ${seconds(window)}`;
  const begun = `((${selector} unless ${selector} ${before}) and on (job, instance) (${scrapedBefore} or ${startedSince}))`;
  return `sum by (${by.join(", ")}) (${begun} or increase(${over(frame, selector)}))`;
}

/** A share that is 0 where the part has no series, and absent where there is nothing to share. */
export const ratio = (part: string, whole: string): string =>
  `(${part} or 0 * ${whole}) / (${whole} > 0)`;
