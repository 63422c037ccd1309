import type { Frame, Setting } from "./frame.ts";

/** Units by their names in Grafana. */
export type Unit =
  | "s"
  | "bytes"
  | "percentunit"
  | "percent"
  | "short"
  | "ops"
  | "reqps"
  | "dateTimeAsIso"
  | "none";

/** A question to Prometheus, asked by rules, panels and alerts alike. */
export interface Expression {
  readonly promql: (frame: Frame) => string;
  readonly unit: Unit;
  /** What the value is, in a sentence for whoever reads the panel. */
  readonly says: string;
  /** How a panel calls each series, in Grafana's `{{label}}`. */
  readonly legend: string;
  /** What it is recorded as, and over which window, if it is. */
  readonly record?: Recording;
}

export interface Recording {
  /** `level:metric:operation`. */
  readonly name: (prefix: string) => string;
  readonly window: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** What stands for an expression in another: its recorded series where there is one, else itself. */
export function use(expression: Expression, frame: Frame): string {
  const { record, promql } = expression;
  if (record === undefined) return promql(frame);
  if (!frame.recorded) return `(${promql({ ...frame, window: record.window })})`;
  const labels = Object.entries(record.labels ?? {}).map(([name, value]) => `${name}="${value}"`);
  const matchers = [frame.matchers, ...labels].join(", ");
  const offset = frame.offset === undefined ? "" : ` offset ${frame.offset}`;
  return `${record.name(frame.prefix)}{${matchers}}${offset}`;
}

/** The levels of our own alerts. */
export type Severity = "info" | "warning" | "error" | "critical";

/** An expression that somebody is told of when its value gets out of bounds. */
export interface AlertRule {
  readonly alert: string;
  readonly expression: Expression;
  readonly is: ">" | "<";
  readonly threshold: number;
  /** How far back functions over time look. @default "5m" */
  readonly window?: string;
  /** How long it must be so. */
  readonly for: string;
  readonly keepFiringFor?: string;
  readonly severity: Severity;
  /** One line, with Prometheus' templates. */
  readonly summary: string;
  readonly description: string;
}

/** The anchor of an alert in the document about them. */
export const runbookOf = ({ runbooks }: Setting, { alert }: AlertRule): string =>
  `${runbooks}#${alert.toLowerCase()}`;
