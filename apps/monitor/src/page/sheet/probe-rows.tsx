import type { WatchView } from "../../watch/watches.ts";
import type { PageContext } from "../page-context.ts";
import { Icon } from "../shell/icons.tsx";
import { statusWord, toneOf } from "../status-words.ts";
import { StateStrip } from "../strip/state-strip.tsx";
import type { TimeAxis } from "../strip/time-axis.ts";
import { Age } from "../time.tsx";
import { percentText, secondsOrDash, UptimeText } from "./figures.tsx";
import { isShown } from "./filter.ts";
import { Cell, SheetRow } from "./sheet.tsx";
import { encoded } from "./subject.ts";
import { shortReason, type WatchRow } from "./watch-row.ts";

interface ProbeRowsOptions {
  readonly context: PageContext;
  readonly axis: TimeAxis;
  readonly rows: readonly WatchRow[];
  /** The one whose details are shown. */
  readonly current?: string | undefined;
}

/** The address of a probe on the page of probes. */
export function probeAddress(name: string): string {
  return `/probes?probe=${encoded(name)}#probe`;
}

/** Addresses: whether they answer, how fast, and how long their certificates last. */
export const ProbeRows = ({ context, axis, rows, current }: ProbeRowsOptions) => (
  <>
    {rows.map(({ view, subject, segments, points, p95Seconds, uptime }) => (
      <SheetRow
        subject={subject}
        isHidden={!isShown(context, view)}
        tone={toneOf[view.status]}
        word={statusWord[view.status]}
        name={view.name}
        href={probeAddress(view.name)}
        meta={context.parts.probes.get(view.name)?.type ?? "http"}
        reason={shortReason(view) || String(view.details?.status_code ?? "answers")}
        isCurrent={current === view.name}
        strip={
          <StateStrip
            axis={axis}
            label={`${view.name}: ${uptime?.ratio == null ? "nothing is known" : `up ${percentText(uptime.ratio)}`} in the last ${context.range.text}`}
            segments={segments}
            points={points}
          />
        }
        cells={
          <>
            <Cell label="Latency">
              <span data-value>{secondsOrDash(p95Seconds)}</span>
            </Cell>
            <Cell label="Cert">
              <CertificateDays view={view} nowMs={context.nowMs} />
            </Cell>
            <Cell label="Up">
              <UptimeText uptime={uptime} ofMs={context.range.lengthMs} />
            </Cell>
            <Cell label="Since">
              <Age ms={Date.parse(view.since)} nowMs={context.nowMs} />
            </Cell>
          </>
        }
      />
    ))}
  </>
);

/** Fewer days than these want somebody's attention. */
export const certificateWarnDays = 14;

/** When the certificate of a probe ends, in milliseconds since 1970; undefined: none is known. */
export function certificateEndMs({ details }: WatchView): number | undefined {
  const end = details?.certificate_expires_at ?? details?.expires_at;
  const ms = typeof end === "string" ? Date.parse(end) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** Whole days that a certificate lasts, with a mark when these are few. */
export const CertificateDays = ({
  view,
  nowMs,
}: {
  readonly view: WatchView;
  readonly nowMs: number;
}) => {
  const endMs = certificateEndMs(view);
  if (endMs === undefined) return <>–</>;
  const days = Math.floor((endMs - nowMs) / 86_400_000);
  if (days > certificateWarnDays) return <>{`${days} d`}</>;
  return (
    <span class="wv">
      <Icon name="warn" />
      {days < 0 ? "expired" : `${days} d`}
    </span>
  );
};
