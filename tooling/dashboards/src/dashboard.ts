import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { Setting } from "./frame.ts";
import { datasource, type PanelOf, panel } from "./panel.ts";

/** A dashboard: rows of panels, from left to right and from top to bottom. */
export interface DashboardOf {
  /** For ever: links and bookmarks hold it. */
  readonly uid: string;
  readonly title: string;
  /** The question that it answers. */
  readonly description: string;
  readonly sections: readonly { readonly title: string; readonly panels: readonly PanelOf[] }[];
}

const tag = "ettl";
const columns = 24;
const chartHeight = 8;
const figureHeight = 4;

/** Makes what Grafana reads. */
export function dashboard(of: DashboardOf, setting: Setting): Dashboard {
  const builder = new DashboardBuilder(of.title)
    .uid(of.uid)
    .description(of.description)
    .tags([tag])
    .timezone("browser")
    .refresh("30s")
    .time({ from: "now-6h", to: "now" })
    .tooltip(DashboardCursorSync.Crosshair)
    .editable()
    .variables(variables(setting))
    .links(links());
  let id = 1;
  let y = 0;
  for (const section of of.sections) {
    builder.withRow(new RowBuilder(section.title).id(id++).gridPos({ x: 0, y, w: columns, h: 1 }));
    y++;
    let x = 0;
    let height = 0;
    for (const each of section.panels) {
      const w = each.width ?? columns / 3;
      const h = each.as === "figure" ? figureHeight : chartHeight;
      if (x + w > columns) {
        x = 0;
        y += height;
        height = 0;
      }
      builder.withPanel(panel(each, { id: id++, gridPos: { x, y, w, h } }, setting));
      x += w;
      height = Math.max(height, h);
    }
    y += height;
  }
  return builder.build();
}

function variables({ jobs, monitorUrl }: Setting) {
  const query = (name: string, label: string, values: string, all: string) =>
    new QueryVariableBuilder(name)
      .label(label)
      .datasource(datasource)
      .query({ query: values, refId: name })
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.AlphabeticalAsc)
      .multi(true)
      .includeAll(true)
      .allValue(all)
      .current({ text: "All", value: "$__all" });
  return [
    new DatasourceVariableBuilder("datasource").label("Prometheus").type("prometheus"),
    query("job", "Job", "label_values(ettl_build_info, job)", jobs),
    query("instance", "Instance", 'label_values(ettl_build_info{job=~"$job"}, instance)', ".*"),
    new TextBoxVariableBuilder("monitor").label("Monitor's page").defaultValue(monitorUrl),
  ];
}

const links = () => [
  new DashboardLinkBuilder("Dashboards of ettl")
    .type(DashboardLinkType.Dashboards)
    .tags([tag])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true),
  new DashboardLinkBuilder("Monitor's page")
    .type(DashboardLinkType.Link)
    .url("$monitor/")
    .icon("external link")
    .tooltip("What the monitor sees now")
    .targetBlank(true),
];
