import { NotFound } from "../../api/operation.ts";
import type { PageContext, PageView } from "../page-context.ts";
import { percentText } from "../sheet/figures.tsx";
import { subjectOf } from "../sheet/subject.ts";
import { watchRow } from "../sheet/watch-row.ts";
import { shownText } from "../shown-text.ts";
import { Axis, GridDrawing } from "../strip/axis.tsx";
import { StateStrip } from "../strip/state-strip.tsx";
import { timeAxis } from "../strip/time-axis.ts";
import { chartsOf } from "./chart-choice.ts";
import { ChartsPart } from "./charts-part.tsx";
import { componentsOf } from "./components-model.ts";
import { ComponentsPart } from "./components-part.tsx";
import { Facts } from "./facts.tsx";
import { logModel } from "./log-model.ts";
import { LogPart } from "./log-part.tsx";
import { silencesOf, targetAlerts } from "./target-alerts-model.ts";
import { TargetAlertsPart } from "./target-alerts-part.tsx";
import { TargetHead } from "./target-head.tsx";
import { tracesModel } from "./traces-model.ts";
import { TracesPart } from "./traces-part.tsx";

/** One program: why it is as it is, and what happened. @throws {NotFound} */
export async function targetPage(context: PageContext, name: string): Promise<PageView> {
  const { parts, nowMs, range } = context;
  const view = parts.watches.view("target", name);
  const target = parts.targets.get(name);
  if (!view || !target) throw new NotFound("There is no target of that name.");
  const axis = timeAxis(range, nowMs);
  // What the program itself is asked for takes the longest, and none of it waits for the other.
  const [row, traces, log, alerts] = await Promise.all([
    watchRow(context, view, axis),
    tracesModel(context, target),
    logModel(context, target),
    targetAlerts(context, name),
  ]);
  const charts = chartsOf(parts.samples, row.subject, target.config.charts ?? [], {
    fromMs: axis.fromMs,
    toMs: nowMs,
  });
  const chosen = "chosen" in traces ? traces.chosen?.summary : undefined;
  const joins = {
    lines: chosen === undefined ? 0 : log.linesWith([chosen.correlationId, chosen.traceId]),
    alerts:
      chosen === undefined
        ? []
        : alerts.filter(({ traceIds }) => traceIds.includes(chosen.traceId)),
  };
  const { uptime, segments, points } = row;
  const up = uptime?.ratio == null ? "nothing is known" : `${percentText(uptime.ratio)} up`;
  return {
    page: "target",
    title: shownText(name, 100),
    subjects: [
      subjectOf("target", name),
      ...(parts.watches.has("heartbeat", name) ? [subjectOf("heartbeat", name)] : []),
      "alerts",
    ],
    charts: charts.length > 0,
    body: (
      <>
        <TargetHead context={context} view={view} target={target} />
        <Facts context={context} view={view} target={target} uptime={uptime} />
        <GridDrawing axis={axis} />
        <section class="solo" aria-label={`State, last ${range.text}`} id="state" data-part>
          <Axis axis={axis} />
          <StateStrip
            axis={axis}
            label={`${shownText(name, 100)}: ${up} in the last ${range.text}`}
            segments={segments}
            points={points}
          />
        </section>
        <div class="two">
          <ComponentsPart components={componentsOf(target.status)} target={target} nowMs={nowMs} />
          <TargetAlertsPart
            alerts={alerts}
            silences={silencesOf(target.alerts.silences, nowMs)}
            readAtMs={target.alerts.readAtMs}
            nowMs={nowMs}
          />
        </div>
        <ChartsPart context={context} name={name} charts={charts} />
        <TracesPart context={context} model={traces} joins={joins} />
        <LogPart context={context} name={shownText(name, 100)} model={log} />
      </>
    ),
  };
}
