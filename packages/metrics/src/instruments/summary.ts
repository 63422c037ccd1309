import { type MetricValue, Summary as PromSummary } from "prom-client";
import type { Labels } from "../labels.ts";
import { MetricError } from "../metric-error.ts";
import type { RecordingRules } from "../recording-rules.ts";
import type { Admission } from "../series/admission.ts";
import { Series } from "../series/series.ts";
import type { InstrumentConfig } from "./definition.ts";
import { Instrument, inWords, type MetricValues } from "./instrument.ts";
import { startTimer } from "./timer.ts";

/** What makes a summary. */
export interface SummaryConfig<T extends string = string> extends InstrumentConfig<T>, Quantiles {
  /** Called before each scrape. May be asynchronous. */
  readonly collect?: (this: Summary<T>) => void | Promise<void>;
}

/** How quantiles are estimated, as prom-client has it. */
interface Quantiles {
  /**
   * Between 0 and 1.
   *
   * @default 0.01, 0.05, 0.5, 0.9, 0.95, 0.99, 0.999
   */
  readonly percentiles?: readonly number[];
  /** Seconds that an observation counts; needs `ageBuckets`. @default for ever */
  readonly maxAgeSeconds?: number;
  /** In how many steps old observations are forgotten. */
  readonly ageBuckets?: number;
  /** Whether a series without observations of that age is left out. @default false */
  readonly pruneAgedBuckets?: boolean;
  /** After how many observations the estimate is compressed. @default 1000 */
  readonly compressCount?: number;
}

class SummarySeries extends Series {
  /** prom-client's estimate; quantiles are its business. */
  readonly quantiles: PromSummary;

  constructor(labels: Labels, name: string, options: Quantiles) {
    super(labels);
    this.quantiles = new PromSummary({ ...options, name, help: name, registers: [] } as never);
  }
}

/**
 * Estimates quantiles, per label set. Takes far more memory and time than a histogram, and can't be
 * aggregated; here for those who have one already.
 */
export class Summary<T extends string = string> extends Instrument<SummarySeries> {
  readonly percentiles: readonly number[] | undefined;

  constructor(config: SummaryConfig<T>, rules: RecordingRules) {
    const options = quantiles(config);
    const { name } = config;
    super("summary", config, rules, (l) => new SummarySeries(l, name, options), "quantile");
    this.percentiles = options.percentiles;
    if (this.labelNames.length === 0) this.admission.series({});
  }

  /** Records one finite value. Anything else is refused and counted. */
  observe(labels: Labels<T>, value: number): void;
  observe(value: number): void;
  observe(first: Labels<T> | number, second?: number): void {
    if (typeof first === "object" && first !== null) observe(this.admission, first, second);
    else observe(this.admission, {}, first);
  }

  /** Returns a function that records the seconds since, and returns them. */
  startTimer(labels?: Labels<T>): (endLabels?: Labels<T>) => number {
    return startTimer(labels, (all, seconds) => observe(this.admission, all, seconds));
  }

  /** These labels, to observe with. */
  labels(...values: (string | number)[]): SummaryChild<T>;
  labels(labels: Labels<T>): SummaryChild<T>;
  labels(...given: unknown[]): SummaryChild<T> {
    const labels = this.childLabels(given) as Labels<T> | undefined;
    const { admission } = this;
    return {
      observe: (value) => observe(admission, labels, value),
      startTimer: () =>
        startTimer(labels, (all, seconds) => observe(admission, labels && all, seconds)),
    };
  }

  /** Forgets all observations; as with prom-client, the series stay. */
  override reset(): void {
    for (const series of this.admission.table.live()) series.quantiles.reset();
  }

  override async get(): Promise<MetricValues> {
    await this.collect?.();
    const values: MetricValue<string>[] = [];
    for (const series of this.admission.table.live()) {
      const { values: own } = await series.quantiles.get();
      // prom-client left it out, because nothing of it is young enough.
      if (own.length === 0) this.admission.table.remove(series);
      for (const value of own) values.push(this.#renamed(value, series.labels));
    }
    return this.values(values as never);
  }

  #renamed(value: MetricValue<string> & { metricName?: string }, labels: Labels) {
    const suffix = value.metricName?.slice(this.registeredName.length);
    return {
      ...value,
      ...(suffix !== undefined && { metricName: this.name + suffix }),
      labels: { ...value.labels, ...labels },
    };
  }
}

/** One label set of a summary. */
export interface SummaryChild<T extends string = string> {
  /** Records a value in the series. */
  observe(value: number): void;
  /** Starts a timer; its end records and gives the seconds. */
  startTimer(): (endLabels?: Labels<T>) => number;
}

function observe(
  admission: Admission<SummarySeries>,
  labels: Labels | undefined,
  value: unknown,
): void {
  if (!Number.isFinite(value)) {
    admission.refuse(`${inWords(value)} was refused, a finite number was expected`);
    return;
  }
  admission.seriesOf(labels)?.quantiles.observe(value as number);
}

/** What prom-client would take and then never return from, or fail at in the first observation. */
function quantilesFault(options: Quantiles): string | undefined {
  const { percentiles = [], maxAgeSeconds, ageBuckets, compressCount = 1 } = options;
  const isCount = (value: unknown) => Number.isInteger(value) && (value as number) > 0;
  if (!Array.isArray(percentiles) || percentiles.some((each) => !(each >= 0 && each <= 1)))
    return "percentiles are quantiles, numbers between 0 and 1 are expected";
  if (maxAgeSeconds !== undefined && !(maxAgeSeconds > 0 && maxAgeSeconds < Infinity))
    return "maxAgeSeconds must be more than 0";
  if (ageBuckets !== undefined && !isCount(ageBuckets)) return "ageBuckets must be 1 or more";
  return isCount(compressCount) ? undefined : "compressCount must be 1 or more";
}

function quantiles(config: SummaryConfig): Quantiles {
  const { name, percentiles, maxAgeSeconds, ageBuckets, pruneAgedBuckets, compressCount } = config;
  const fault = quantilesFault(config);
  if (fault !== undefined) throw new MetricError("invalid_config", name, `${name}: ${fault}`);
  const given = { percentiles, maxAgeSeconds, ageBuckets, pruneAgedBuckets, compressCount };
  // prom-client takes a key that is there with undefined for a value.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
