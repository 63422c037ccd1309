import type { PageContext } from "../page-context.ts";
import { shownText } from "../shown-text.ts";
import { statusWord, toneOf } from "../status-words.ts";
import { Spark, StateStrip } from "../strip/state-strip.tsx";
import type { TimeAxis } from "../strip/time-axis.ts";
import { Age } from "../time.tsx";
import { percentText, secondsOrDash, UptimeText } from "./figures.tsx";
import { isShown } from "./filter.ts";
import { Cell, SheetRow } from "./sheet.tsx";
import { encoded } from "./subject.ts";
import { shortReason, type WatchRow } from "./watch-row.ts";

interface TargetRowsOptions {
  readonly context: PageContext;
  readonly axis: TimeAxis;
  readonly rows: readonly WatchRow[];
}

/** The address of a target's page. */
export function targetAddress(name: string): string {
  return `/targets/${encoded(name)}`;
}

/** Programs: how they answer, how they fare, and since when. */
export const TargetRows = ({ context, axis, rows }: TargetRowsOptions) => (
  <>
    {rows.map((row) => (
      <TargetRow context={context} axis={axis} row={row} />
    ))}
  </>
);

const loopDelay = "nodejs_eventloop_lag_p99_seconds";
/** Older values of the loop delay say nothing of now. */
const freshMs = 120_000;

const TargetRow = ({
  context,
  axis,
  row,
}: Omit<TargetRowsOptions, "rows"> & { readonly row: WatchRow }) => {
  const { view, subject, segments, points, p95Seconds, uptime } = row;
  const { parts, nowMs, range } = context;
  const loop = parts.samples.query(subject, loopDelay, {
    fromMs: nowMs - 3_600_000,
    toMs: nowMs,
  }).points;
  const last = loop.at(-1);
  const isFresh = last !== undefined && nowMs - Date.parse(last.at) < freshMs;
  return (
    <SheetRow
      subject={subject}
      isHidden={!isShown(context, view)}
      tone={toneOf[view.status]}
      word={statusWord[view.status]}
      name={view.name}
      href={targetAddress(view.name)}
      meta={versionOf(context, view.name)}
      reason={shortReason(view) || "all of its checks pass"}
      strip={
        <StateStrip
          axis={axis}
          label={`${view.name}: ${uptime?.ratio == null ? "nothing is known" : `${percentText(uptime.ratio)} up`} in the last ${range.text}`}
          segments={segments}
          points={points}
        />
      }
      cells={
        <>
          <Cell label="p95">
            <span data-value>{secondsOrDash(p95Seconds)}</span>
          </Cell>
          <Cell label="Loop" class="sp">
            <Spark points={loop} />
            <span class="val" data-value>
              {isFresh ? secondsOrDash(last.mean) : "–"}
            </span>
          </Cell>
          <Cell label="Up">
            <UptimeText uptime={uptime} ofMs={range.lengthMs} />
          </Cell>
          <Cell label="Since">
            <Age ms={Date.parse(view.since)} nowMs={nowMs} />
          </Cell>
        </>
      }
    />
  );
};

function versionOf({ parts }: PageContext, name: string): string | undefined {
  const version = parts.targets.get(name)?.status?.service_version;
  return typeof version === "string" ? shownText(version, 40) : undefined;
}
