import { AsTold } from "../alerts/as-told.tsx";
import { ChannelMarks } from "../alerts/channel-marks.tsx";
import type { FiringAlert } from "../alerts/firing.ts";
import { firingAlerts } from "../alerts/firing.ts";
import { addressWith, type PageContext, type PageView, queryOf } from "../page-context.ts";
import { JobRows } from "../sheet/job-rows.tsx";
import { LeftOut } from "../sheet/left-out.tsx";
import { ProbeRows } from "../sheet/probe-rows.tsx";
import { SheetTable } from "../sheet/sheet.tsx";
import { encoded } from "../sheet/subject.ts";
import { TargetRows } from "../sheet/target-rows.tsx";
import { Icon } from "../shell/icons.tsx";
import { Ranges } from "../shell/ranges.tsx";
import { shownText } from "../shown-text.ts";
import { counted } from "../status-words.ts";
import { GridDrawing } from "../strip/axis.tsx";
import { timeAxis } from "../strip/time-axis.ts";
import { Age } from "../time.tsx";
import { type OverviewModel, overviewModel } from "./overview-model.ts";

/** What is wrong, since when, and who knows: then everything that is watched, on one axis. */
export async function overviewPage(context: PageContext): Promise<PageView> {
  const axis = timeAxis(context.range, context.nowMs);
  const model = await overviewModel(context, axis);
  const rangeText = context.range.text;
  return {
    page: "overview",
    title: "Overview",
    subjects: ["target", "probe", "heartbeat", "alerts"],
    body: (
      <>
        <Lede context={context} model={model} firing={await firingAlerts(context)} />
        <Tools context={context} />
        <GridDrawing axis={axis} />
        <div
          class="sheet"
          id="sheet"
          data-back-ms={axis.nowMs - axis.fromMs}
          data-ahead-ms={axis.toMs - axis.nowMs}
          data-cut={model.isCut ? "" : undefined}
        >
          {model.targets.count > 0 && (
            <SheetTable
              id="t-h"
              isHidden={!model.targets.hasMatch}
              title="Targets"
              note={`${model.targets.healthy} of ${model.targets.count} healthy`}
              columns={["Response p95", "Loop delay", "Healthy", "Since"]}
              axis={axis}
              rangeText={rangeText}
            >
              <TargetRows context={context} axis={axis} rows={model.targets.rows} />
            </SheetTable>
          )}
          {model.jobs.count > 0 && (
            <SheetTable
              id="j-h"
              isHidden={!model.jobs.hasMatch}
              title="Jobs"
              note={`${model.jobs.healthy} of ${model.jobs.count} fine`}
              href="/jobs"
              columns={["Last run", "Expected", "Bad runs", "Next"]}
              axis={axis}
              rangeText={rangeText}
            >
              <JobRows context={context} axis={axis} rows={model.jobs.rows} />
            </SheetTable>
          )}
          {model.probes.count > 0 && (
            <SheetTable
              id="p-h"
              isHidden={!model.probes.hasMatch}
              title="Probes"
              note={`${model.probes.healthy} of ${model.probes.count} healthy`}
              href="/probes"
              columns={["Latency p95", "Certificate", "Up", "Since"]}
              axis={axis}
              rangeText={rangeText}
            >
              <ProbeRows context={context} axis={axis} rows={model.probes.rows} />
            </SheetTable>
          )}
          <Nothing context={context} model={model} />
          <div class="hair js" id="hair" aria-hidden="true">
            <span />
          </div>
        </div>
      </>
    ),
  };
}

/** More of them would hide what is watched. */
const mostFiring = 8;

const Lede = ({
  context,
  model,
  firing,
}: {
  readonly context: PageContext;
  readonly model: OverviewModel;
  readonly firing: readonly FiringAlert[];
}) => {
  const loud = firing.filter(({ isSilenced }) => !isSilenced);
  const silenced = firing.length - loud.length;
  const kinds = [
    { ...model.targets, word: "targets" },
    { ...model.jobs, word: "jobs" },
    { ...model.probes, word: "probes" },
  ].filter(({ count }) => count > 0);
  const sentence = kinds.map(({ healthy, count, word }) => `${healthy} of ${count} ${word}`);
  const last = sentence.pop();
  return (
    <section class="lede" aria-labelledby="h1" id="lede" data-part>
      <div class="lede-h">
        <h1 id="h1" data-announce>
          {loud.length === 0
            ? "Nothing is firing"
            : `${counted(loud.length, "alert is", "alerts are")} firing`}
        </h1>
        <p class="sub">
          {last !== undefined &&
            `${sentence.length > 0 ? `${sentence.join(", ")} and ` : ""}${last} are fine. `}
          {silenced > 0 && (
            <a href="/alerts">{`${counted(silenced, "alert is", "alerts are")} silenced`}</a>
          )}
        </p>
      </div>
      {loud.length === 0 ? (
        <p class="empty ok">
          <span>
            <Icon name="ok" />
            <b>All is quiet.</b>
          </span>
          <span>{model.lastLook}</span>
        </p>
      ) : (
        <ol class="fire">
          {loud.slice(0, mostFiring).map((alert) => (
            <FiringRow alert={alert} nowMs={context.nowMs} />
          ))}
          {loud.length > mostFiring && (
            <li class="fr more">
              <a href="/alerts">{`and ${loud.length - mostFiring} more`}</a>
            </li>
          )}
        </ol>
      )}
    </section>
  );
};

const FiringRow = ({ alert, nowMs }: { readonly alert: FiringAlert; readonly nowMs: number }) => (
  <li class={`fr s-${alert.tone}`} id={`fire-${alert.process}-${alert.fingerprint}`}>
    <a
      href={`/alerts?alert=${encoded(alert.fingerprint)}&process=${encoded(alert.process)}`}
      class="fr-l"
    >
      <Icon name={alert.tone} />
      <span class="vh">{`${alert.severity}: `}</span>
      <b title={shownText(alert.title, 300)}>{shownText(alert.title, 300)}</b>
    </a>
    <span class="fr-w" title={shownText(alert.message, 500)}>
      {shownText(alert.message, 300)}
      <AsTold alert={alert} nowMs={nowMs} />
    </span>
    <span class="fr-c">
      <span class="vh">Told: </span>
      <ChannelMarks channels={alert.channels} />
    </span>
    <span class="fr-t">
      <Age ms={alert.sinceMs} nowMs={nowMs} />
    </span>
  </li>
);

const Tools = ({ context }: { readonly context: PageContext }) => (
  <form class="tools" method="get" role="search" aria-label="Filter the sheet">
    <label class="field">
      <span class="vh">Filter by name or reason</span>
      <input
        type="search"
        name="q"
        id="q"
        placeholder="Filter by name or reason"
        autocomplete="off"
        value={queryOf(context, "q") ?? ""}
      />
      <kbd aria-hidden="true" class="js">
        /
      </kbd>
    </label>
    <label class="chk">
      <input
        type="checkbox"
        name="only"
        value="problems"
        id="only"
        checked={queryOf(context, "only") === "problems"}
      />{" "}
      <span>Only problems</span>
    </label>
    <input type="hidden" name="range" value={context.range.word} />
    <noscript>
      <button type="submit" class="btn">
        Apply
      </button>
    </noscript>
    <Legend />
    <Ranges context={context} />
  </form>
);

const Legend = () => (
  <p class="legend" aria-hidden="true">
    {(
      [
        ["ok", "Healthy", 15, 3],
        ["warn", "Degraded", 9, 9],
        ["bad", "Unhealthy", 1, 17],
        ["unknown", "Unknown", 9, 8.5],
      ] as const
    ).map(([tone, word, y, height]) => (
      <span>
        <svg class="lg" viewBox="0 0 22 18">
          <rect
            class={`r-${tone}`}
            x={tone === "unknown" ? "0.5" : "0"}
            y={y}
            width={tone === "unknown" ? 21 : 22}
            height={height}
            rx="1.5"
            fill={tone === "unknown" ? "url(#hatch)" : undefined}
          />
        </svg>
        {word}
      </span>
    ))}
  </p>
);

/** What to do where there is nothing to see. */
const Nothing = ({
  context,
  model,
}: {
  readonly context: PageContext;
  readonly model: OverviewModel;
}) => {
  if (model.targets.count + model.jobs.count + model.probes.count === 0)
    return (
      <div class="empty" id="none-yet" data-part>
        <p>
          <b>Nothing is watched yet.</b>
        </p>
        <p>Add what is to be watched to ettl.toml, and send the monitor a SIGHUP:</p>
        <pre tabindex={0}>
          <code>{'[[targets]]\nname = "exporter"\nurl = "http://localhost:9464"\n'}</code>
        </pre>
      </div>
    );
  const isNone = !(model.targets.hasMatch || model.jobs.hasMatch || model.probes.hasMatch);
  return (
    <>
      <p class="none" id="none" hidden={!isNone}>
        Nothing matches this filter.{" "}
        <a id="clear" class="lk" href={addressWith(context, { q: undefined, only: undefined })}>
          Clear the filter
        </a>
      </p>
      <LeftOut context={context} count={model.leftOut} />
    </>
  );
};
