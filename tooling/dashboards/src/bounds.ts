import {
  MappingType,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMap,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { AlertRule, Expression } from "./expression.ts";
import { alertGroups } from "./prometheus-rules.ts";

/** The alert about an expression, whose bound its panels show. */
export const limitOf = (expression: Expression): AlertRule | undefined =>
  Object.values(alertGroups)
    .flat()
    .find((rule) => rule.expression === expression);

/** Green on the good side of the bound. */
export const limits = ({ is, threshold }: AlertRule) =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
    { value: null, color: is === "<" ? "red" : "green" },
    { value: threshold, color: is === "<" ? "green" : "red" },
  ]);

/** What the values of health gauges mean. */
export const healthColours: ValueMap[] = [
  {
    type: MappingType.ValueToText,
    options: {
      0: { text: "bad", color: "red", index: 0 },
      0.5: { text: "degraded", color: "yellow", index: 1 },
      1: { text: "good", color: "green", index: 2 },
    },
  },
];
