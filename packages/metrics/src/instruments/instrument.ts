import type { Aggregator, MetricObjectWithValues, MetricType, MetricValue } from "prom-client";
import type { Labels } from "../labels.ts";
import { MetricError } from "../metric-error.ts";
import type { RecordingRules } from "../recording-rules.ts";
import { Admission } from "../series/admission.ts";
import type { Series } from "../series/series.ts";
import { checkDefinition, type InstrumentConfig } from "./definition.ts";

/** Marks an instrument of ours, whichever copy of this module made it, and asks it for its counts. */
export const instrumentStats = Symbol.for("@ettl/metrics/instrument-stats");

export interface InstrumentStats {
  /** Its name, `_total` included. */
  readonly metric: string;
  /** Label sets with a series of their own. */
  readonly series: number;
  readonly limit: number;
  readonly overflowed: number;
  readonly refused: number;
  /** Costs a walk over all series. */
  readonly widestLabel: () =>
    | { readonly label: string; readonly distinctValues: number }
    | undefined;
}

export interface SampleValue {
  readonly labels: Labels;
  readonly value: number;
}

/** What prom-client's writers and aggregators read. */
export type MetricValues = MetricObjectWithValues<MetricValue<string>>;

export type InstrumentType = "counter" | "gauge" | "histogram" | "summary";

/**
 * What all instruments share: prom-client's metric interface, over series of our own. A prom-client
 * `Registry` takes it as one of its own.
 */
export abstract class Instrument<S extends Series> {
  /** prom-client's OpenMetrics writer takes `_total` off a counter's, hence not readonly. */
  name: string;
  readonly help: string;
  /** Typed as prom-client's declarations have it; its code has the word, too. */
  readonly type: MetricType;
  readonly aggregator: Aggregator;
  readonly labelNames: readonly string[];
  /** Called before each scrape, to set values that are pulled. May be asynchronous. */
  readonly collect: (() => void | Promise<void>) | undefined;
  /** The name as it was given, which nobody changes. */
  readonly registeredName: string;
  readonly admission: Admission<S>;

  constructor(
    type: InstrumentType,
    config: InstrumentConfig & { readonly collect?: unknown },
    rules: RecordingRules,
    make: (labels: Labels) => S,
    reserved?: string,
  ) {
    checkDefinition(config, reserved);
    const { name, help, labelNames = [], aggregator = "sum", collect } = config;
    this.type = type as unknown as MetricType;
    this.name = name;
    this.registeredName = name;
    this.help = help;
    this.labelNames = [...labelNames];
    this.aggregator = aggregator;
    if (collect !== undefined && typeof collect !== "function")
      throw new MetricError("invalid_config", name, `${name}: collect is not a function`);
    this.collect = collect as (() => void) | undefined;
    this.admission = new Admission(name, this.labelNames, rules, make);
  }

  /** Removes one series, named by its labels or by their values in order. */
  remove(...given: readonly unknown[]): void {
    const labels = this.labelsOf(given);
    const series = labels && this.admission.existing(labels);
    if (series) this.admission.table.remove(series);
  }

  /** Forgets all series. */
  reset(): void {
    this.admission.clear();
  }

  /** Copies of all values, after `collect`. */
  abstract get(): Promise<MetricValues>;

  [instrumentStats](): InstrumentStats {
    const { size, overflowed, refused, rules } = this.admission;
    return {
      metric: this.registeredName,
      series: size,
      limit: rules.maxSeries,
      overflowed,
      refused,
      widestLabel: () => this.admission.widestLabel(),
    };
  }

  /** The labels of a child: a copy, for the caller's object may change while the child is kept. */
  protected childLabels(given: readonly unknown[]): Labels | undefined {
    const labels = this.labelsOf(given);
    return labels && this.admission.copy(labels);
  }

  /** prom-client takes labels as one object or as values in the order of the label names. */
  protected labelsOf(given: readonly unknown[]): Labels | undefined {
    const [first] = given;
    if (typeof first === "object" && first !== null) return first as Labels;
    const names = this.labelNames;
    if (given.length !== names.length)
      return this.admission.complain(
        `${given.length} label values were refused, expected ${names.length}: ${names.join(", ")}`,
      );
    return Object.fromEntries(names.map((name, index) => [name, given[index] as string]));
  }

  protected values(values: SampleValue[]): MetricValues {
    const { help, name, type, aggregator } = this;
    return { help, name, type, values, aggregator } as unknown as MetricValues;
  }
}

/** A value that was refused, in words; never text of the caller's. */
export function inWords(value: unknown): string {
  return typeof value === "number" ? `${value}` : value === null ? "null" : `a ${typeof value}`;
}
