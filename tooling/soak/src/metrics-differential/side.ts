import { createMetrics } from "@ettl/metrics";
import {
  Counter,
  Gauge,
  Histogram,
  type OpenMetricsContentType,
  Registry,
  Summary,
} from "prom-client";
import { type Callable, configOf } from "./instrument.ts";
import type { InstrumentType, Spec } from "./program.ts";

/** What prom-client's own registry offers, the same for both sides. */
export type StockRegistry = Registry;

/** One of the two that a program runs on. */
export interface Side {
  /** Holds the program's instruments and nothing else. */
  readonly registry: StockRegistry;
  create(spec: Spec, name: string): Callable;
  remove(name: string): void;
  clear(): void;
  setDefaultLabels(labels: object): void;
  /** What a scrape is to answer, as bytes. */
  scrape(form: "text" | "OpenMetrics"): Promise<Buffer>;
}

const accepted = {
  text: "text/plain; version=0.0.4",
  OpenMetrics: "application/openmetrics-text; version=1.0.0",
};

/** Ours, and what it has refused so far. */
export function ourSide(): Side & { refused(): number } {
  const registry = new Registry();
  const metrics = createMetrics({ version: "1.0.0", registry, runtimeMetrics: false });
  // The catalogue is none of the program's: without it whole outputs can be compared.
  registry.clear();
  const create = metrics as unknown as Record<InstrumentType, (config: object) => Callable>;
  return {
    registry,
    create: (spec, name) => create[spec.type](configOf(spec, name)),
    remove: (name) => registry.removeSingleMetric(name),
    clear: () => registry.clear(),
    setDefaultLabels: (labels) => registry.setDefaultLabels(labels),
    scrape: async (form) => (await metrics.scrape({ accept: accepted[form] })).body,
    refused: () => metrics.stats().refused,
  };
}

const stockClasses = { counter: Counter, gauge: Gauge, histogram: Histogram, summary: Summary };

/** prom-client's own: each metric in a registry per form, as its documentation has it. */
export function stockSide(): Side {
  const text = new Registry();
  const openMetrics = new Registry<OpenMetricsContentType>();
  openMetrics.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const both: readonly Pick<Registry, "removeSingleMetric" | "clear" | "setDefaultLabels">[] = [
    text,
    openMetrics,
  ];
  return {
    registry: text,
    create(spec, name) {
      const Stock = stockClasses[spec.type] as new (config: object) => Counter;
      const metric = new Stock({ ...configOf(spec, name), registers: [openMetrics] });
      text.registerMetric(metric);
      return metric as unknown as Callable;
    },
    remove(name) {
      for (const registry of both) registry.removeSingleMetric(name);
    },
    clear() {
      for (const registry of both) registry.clear();
    },
    setDefaultLabels(labels) {
      for (const registry of both) registry.setDefaultLabels(labels);
    },
    async scrape(form) {
      if (form === "text") return Buffer.from(await text.metrics());
      const written = await openMetrics.metrics();
      restoreNames(text);
      return Buffer.from(written);
    },
  };
}

/** The OpenMetrics writer takes `_total` off a counter's name for good; ours never lose it. */
function restoreNames(registry: StockRegistry): void {
  const byName = Reflect.get(registry, "_metrics") as Record<string, { name: string }>;
  for (const [name, metric] of Object.entries(byName)) metric.name = name;
}
