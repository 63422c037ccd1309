import type { Aggregator } from "prom-client";
import { MetricError } from "../metric-error.ts";

/** What every instrument is made of; prom-client's configuration without `registers`. */
export interface InstrumentConfig<T extends string = string> {
  /** Letters, digits, `_` and `:`, not beginning with a digit; taken as given. */
  readonly name: string;
  readonly help: string;
  /**
   * Letters, digits and `_`, not beginning with a digit or `__`.
   *
   * @default none
   */
  readonly labelNames?: readonly T[];
  /**
   * How a cluster's values of one series become one.
   *
   * @default "sum"
   */
  readonly aggregator?: Aggregator;
  /**
   * True: `inc` and `observe` also take prom-client's `{ labels, value, exemplarLabels }`. False: no
   * exemplars.
   *
   * @default exemplars come by themselves, from the `exemplar` option
   */
  readonly enableExemplars?: boolean;
}

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * Checks name, help and label names.
 *
 * @param reserved The label that the metric writes itself, such as `le`.
 * @throws {MetricError} One of them can't be used.
 */
export function checkDefinition(config: InstrumentConfig, reserved?: string): void {
  const { name, help, labelNames = [] } = config;
  if (typeof name !== "string" || !metricName.test(name))
    throw new MetricError(
      "invalid_name",
      String(name),
      `"${String(name)}" can't be the name of a metric: letters, digits, _ and : can, a digit not first`,
    );
  if (typeof help !== "string" || help === "")
    throw new MetricError(
      "invalid_config",
      name,
      `${name}: help is missing, a sentence is expected`,
    );
  if (!Array.isArray(labelNames))
    throw new MetricError("invalid_config", name, `${name}: labelNames is not a list of names`);
  for (const label of labelNames as readonly unknown[]) {
    const why = labelFault(label, reserved);
    if (why)
      throw new MetricError(
        "invalid_label_name",
        name,
        `${name}: "${String(label)}" can't be the name of a label: ${why}`,
      );
  }
  if (new Set(labelNames).size < labelNames.length)
    throw new MetricError(
      "invalid_config",
      name,
      `${name}: a label is named twice in ${labelNames.join(", ")}`,
    );
}

/** Why a name can't be that of a label; undefined if it can. */
export function labelFault(label: unknown, reserved?: string): string | undefined {
  if (typeof label !== "string" || !labelName.test(label))
    return "letters, digits and _ can, a digit not first";
  if (label.startsWith("__")) return "names that begin with __ belong to Prometheus";
  if (label === reserved) return "the metric writes this label itself";
  return undefined;
}
