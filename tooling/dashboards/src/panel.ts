import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import type { GridPos, Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as StateTimelineBuilder } from "@grafana/grafana-foundation-sdk/statetimeline";
import { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { healthColours, limitOf, limits } from "./bounds.ts";
import type { Expression, Unit } from "./expression.ts";
import { panelFrame, type Setting } from "./frame.ts";

/** One panel: what it asks, and how the answer is drawn. */
export interface PanelOf {
  readonly title: string;
  readonly asks: readonly Expression[];
  /** @default "lines" */
  readonly as?: "lines" | "bars" | "figure" | "states" | "table";
  /** Of 24. @default 8 */
  readonly width?: number;
  /** @default what the scrape interval makes of the time that is shown */
  readonly window?: string;
  /** Points of exemplars, for histograms that have them. */
  readonly exemplars?: boolean;
  /** In place of the first expression's. */
  readonly unit?: Unit;
  readonly max?: number;
  readonly stacked?: boolean;
}

export const datasource = { type: "prometheus", uid: "$datasource" };

/** Makes it; figures are lower than charts. */
export function panel(of: PanelOf, place: { id: number; gridPos: GridPos }, setting: Setting) {
  const { title, asks, as = "lines", unit = asks[0]?.unit ?? "none" } = of;
  const limit = asks.map(limitOf).find((each) => each !== undefined);
  const says = [...new Set(asks.map((each) => each.says))].join("\n\n");
  const told = limit && `${limit.alert} is raised beyond ${limit.threshold}.`;
  const builder = builderOf(of, limit !== undefined)
    .id(place.id)
    .gridPos(place.gridPos)
    .title(title)
    .description([says, told].filter(Boolean).join("\n\n"))
    .unit(unit)
    .noValue("none")
    .datasource(datasource)
    .targets(asks.map((each, index) => target(each, index, of, setting)));
  if (of.max !== undefined) builder.min(0).max(of.max);
  if (unit === "none" && (as === "states" || as === "figure")) builder.mappings(healthColours);
  if (limit) builder.thresholds(limits(limit));
  return builder as { build(): Panel };
}

function target(ask: Expression, index: number, of: PanelOf, setting: Setting) {
  const isInstant = of.as === "figure" || of.as === "table";
  const query = new DataqueryBuilder()
    .refId(String.fromCharCode("A".charCodeAt(0) + index))
    .datasource(datasource)
    .expr(ask.promql(panelFrame(setting, of.window)))
    .legendFormat(ask.legend);
  if (of.exemplars) query.exemplar(true);
  if (of.as === "table") query.format(PromQueryFormat.Table);
  return isInstant ? query.instant() : query.range();
}

function builderOf({ as = "lines", stacked }: PanelOf, hasLimit: boolean) {
  if (as === "figure")
    return new StatBuilder()
      .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]))
      .colorMode(hasLimit ? BigValueColorMode.Background : BigValueColorMode.Value)
      .graphMode(BigValueGraphMode.None);
  if (as === "table")
    return new TableBuilder().withTransformation({
      id: "organize",
      options: { excludeByName: { Time: true } },
    });
  const legend = new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true);
  const tooltip = new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi);
  if (as === "states")
    return new StateTimelineBuilder().showValue(VisibilityMode.Never).legend(legend);
  const chart = new TimeseriesBuilder().legend(legend).tooltip(tooltip);
  if (as === "bars") chart.drawStyle(GraphDrawStyle.Bars).fillOpacity(60);
  else chart.fillOpacity(stacked ? 20 : 0).showPoints(VisibilityMode.Auto);
  if (stacked) chart.stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  if (hasLimit)
    chart.thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed),
    );
  return chart;
}
