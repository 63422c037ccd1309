import { durationText } from "../../client/durations.ts";
import type { Transition } from "../../state/monitor-store.ts";
import type { PageContext } from "../page-context.ts";
import { secondsOrDash, UptimeText } from "../sheet/figures.tsx";
import { CertificateDays, certificateEndMs } from "../sheet/probe-rows.tsx";
import { backTo } from "../shell/layout.tsx";
import { Outcome, Pill } from "../shell/marks.tsx";
import { canOperate, NeedsOperate } from "../shell/needs-operate.tsx";
import { statusWord, toneOf } from "../status-words.ts";
import { Age, Ago, Moment } from "../time.tsx";
import { probeAddressText, probeSettings } from "./probe-settings.ts";
import type { ProbeDetail as Detail } from "./probes-model.ts";

interface ProbeDetailOptions {
  readonly context: PageContext;
  readonly detail: Detail;
}

/** One probe: why it is as it is, what it wants, what it found, and how it changed. */
export const ProbeDetail = ({ context, detail }: ProbeDetailOptions) => {
  const { view } = detail.row;
  return (
    <section id="probe" aria-labelledby="pr-h" data-part>
      <div class="th">
        <div>
          <div class="th-t">
            <h2 id="pr-h">{view.name}</h2>
            <Pill tone={toneOf[view.status]} word={statusWord[view.status]} />
          </div>
          <p class="th-w" id="reason">
            {view.message ?? "It was not looked at yet."}
          </p>
        </div>
        <div class="acts">
          <form method="post" action="/actions/check">
            <input type="hidden" name="kind" value="probe" />
            <input type="hidden" name="name" value={view.name} />
            <input type="hidden" name="back" value={`${backTo(context)}#probe`} />
            <button type="submit" class="btn" disabled={!canOperate(context)}>
              Check now
            </button>
          </form>
        </div>
      </div>
      <NeedsOperate context={context} />
      <Facts context={context} detail={detail} />
      <div class="two">
        <Changes context={context} detail={detail} />
        <Settings detail={detail} />
      </div>
    </section>
  );
};

const Facts = ({ context: { nowMs, range }, detail: { row, config } }: ProbeDetailOptions) => {
  const { view, p95Seconds, uptime } = row;
  return (
    <dl class="facts">
      <div>
        <dt>Type</dt>
        <dd>{config?.type ?? "http"}</dd>
      </div>
      {config !== undefined && (
        <div>
          <dt>Address</dt>
          <dd>{probeAddressText(config)}</dd>
        </div>
      )}
      <div>
        <dt>{statusWord[view.status]} for</dt>
        <dd>
          <Age ms={Date.parse(view.since)} nowMs={nowMs} />
        </dd>
      </div>
      <div>
        <dt>Last look</dt>
        <dd>
          {view.last_checked === undefined ? (
            "not yet"
          ) : (
            <Ago ms={Date.parse(view.last_checked)} nowMs={nowMs} />
          )}
          {view.duration_ms !== undefined && (
            <span class="q">{` took ${durationText(view.duration_ms)}`}</span>
          )}
        </dd>
      </div>
      <div>
        <dt>{`Latency p95, ${range.text}`}</dt>
        <dd>{secondsOrDash(p95Seconds)}</dd>
      </div>
      <div>
        <dt>{`Up, ${range.text}`}</dt>
        <dd>
          {uptime?.ratio == null ? "–" : <UptimeText uptime={uptime} ofMs={range.lengthMs} />}
        </dd>
      </div>
      {certificateEndMs(view) !== undefined && (
        <div>
          <dt>Certificate</dt>
          <dd>
            <CertificateDays view={view} nowMs={nowMs} />
          </dd>
        </div>
      )}
    </dl>
  );
};

const Settings = ({ detail: { config } }: { readonly detail: Detail }) => (
  <div>
    <div class="sh">
      <h3>Conditions</h3>
    </div>
    <dl class="kv wide conds">
      {config !== undefined &&
        probeSettings(config).map(({ name, text }) => (
          <div>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
    </dl>
  </div>
);

const Changes = ({ context, detail: { changes, hasMore } }: ProbeDetailOptions) => (
  <div>
    <div class="sh">
      <h3>Changes</h3>
      {hasMore && <span class="note">{`the last ${changes.length}`}</span>}
    </div>
    {changes.length === 0 ? (
      <p class="empty">It has not changed since it is watched.</p>
    ) : (
      <section class="scroll" tabindex={0} aria-label="Changes of the status">
        <table class="dt" role="table">
          <thead role="rowgroup">
            <tr role="row">
              {["Time", "Status", "For", "Reason"].map((head) => (
                <th scope="col" role="columnheader">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {changes.map((change, index) => (
              <Change
                change={change}
                untilMs={changes[index - 1]?.sinceMs ?? context.nowMs}
                nowMs={context.nowMs}
              />
            ))}
          </tbody>
        </table>
      </section>
    )}
  </div>
);

const Change = ({
  change: { status, sinceMs, message },
  untilMs,
  nowMs,
}: {
  readonly change: Transition;
  readonly untilMs: number;
  readonly nowMs: number;
}) => (
  <tr role="row">
    <th scope="row" role="rowheader">
      <Moment ms={sinceMs} nowMs={nowMs} exact />
    </th>
    <td role="cell">
      <Outcome tone={toneOf[status]} word={statusWord[status]} />
    </td>
    <td role="cell">{durationText(Math.max(0, untilMs - sinceMs))}</td>
    <td role="cell" class="er">
      {message ?? ""}
    </td>
  </tr>
);
