import type { PageContext } from "../page-context.ts";
import { idOf } from "../sheet/subject.ts";
import { Icon } from "../shell/icons.tsx";
import { backTo } from "../shell/layout.tsx";
import { canOperate } from "../shell/needs-operate.tsx";
import { counted } from "../status-words.ts";
import { Age, Moment } from "../time.tsx";
import { alertAddress } from "./addresses.ts";
import type { AlertDetail } from "./alert-detail.ts";
import { AsTold } from "./as-told.tsx";
import { ChannelMarks } from "./channel-marks.tsx";
import type { FiringAlert } from "./firing.ts";
import type { SilenceView } from "./silence-view.ts";

interface FiringListOptions {
  readonly context: PageContext;
  readonly alerts: readonly FiringAlert[];
  readonly chosen: AlertDetail | undefined;
}

/** More than a person reads; the worst come first. */
const mostShown = 200;

const LeftOut = ({ count }: { readonly count: number }) =>
  count > 0 ? <li class="more">{`and ${count} more`}</li> : null;

/** What fires and is told to somebody. */
export const FiringList = ({ context, alerts, chosen }: FiringListOptions) => (
  <section aria-labelledby="f-h" id="firing" data-part>
    <div class="sh">
      <h2 id="f-h">Firing</h2>
    </div>
    {alerts.length === 0 ? (
      <p class="empty ok">
        <span>
          <Icon name="ok" />
          <b>Nothing is firing.</b>
        </span>
      </p>
    ) : (
      <ul class="al">
        {alerts.slice(0, mostShown).map((alert) => (
          <FiringItem context={context} alert={alert} chosen={chosen} />
        ))}
        <LeftOut count={alerts.length - mostShown} />
      </ul>
    )}
  </section>
);

const isChosen = (alert: FiringAlert, chosen: AlertDetail | undefined) =>
  chosen?.isFiring === true &&
  chosen.process === alert.process &&
  chosen.fingerprint === alert.fingerprint;

const FiringItem = ({
  context,
  alert,
  chosen,
  why = alert.message,
}: Omit<FiringListOptions, "alerts"> & {
  readonly alert: FiringAlert;
  readonly why?: string;
}) => (
  <li id={idOf("alert", `${alert.process} ${alert.fingerprint}`)}>
    <a
      href={alertAddress(alert.process, alert.fingerprint)}
      aria-current={isChosen(alert, chosen) ? "true" : undefined}
    >
      <span class={alert.isSilenced ? "s-unknown" : `s-${alert.tone}`}>
        <Icon name={alert.isSilenced ? "mute" : alert.tone} />
        <span class="vh">{`${alert.severity}${alert.isSilenced ? ", silenced" : ""}`}</span>
      </span>
      <span class="al-t">
        <b>{alert.title}</b>
        <span class="why" title={why}>
          {why}
          <AsTold alert={alert} nowMs={context.nowMs} />
        </span>
        <span class="chs">
          <ChannelMarks channels={alert.channels} />
        </span>
      </span>
      <span class="n">
        <Age ms={alert.sinceMs} nowMs={context.nowMs} />
      </span>
    </a>
  </li>
);

/** What fires and is kept quiet, and what keeps it so. */
export const SilencedList = ({
  silences,
  ...options
}: FiringListOptions & { readonly silences: readonly SilenceView[] }) => (
  <section aria-labelledby="s-h" id="silenced" data-part>
    <div class="sh">
      <h2 id="s-h">Silenced</h2>
    </div>
    {silences.length + options.alerts.length === 0 ? (
      <p class="empty">Nothing is silenced.</p>
    ) : (
      <ul class="al">
        {options.alerts.slice(0, mostShown).map((alert) => (
          <FiringItem {...options} alert={alert} why={reasonOf(alert, silences)} />
        ))}
        <LeftOut count={options.alerts.length - mostShown} />
        {silences.slice(0, mostShown).map((silence) => (
          <SilenceItem context={options.context} silence={silence} />
        ))}
        <LeftOut count={silences.length - mostShown} />
      </ul>
    )}
  </section>
);

/** A maintenance window and another alert keep quiet, too. */
const reasonOf = (alert: FiringAlert, silences: readonly SilenceView[]) =>
  silences.find(({ quiet }) => quiet.includes(alert))?.reason ??
  "kept quiet by a maintenance window or another alert";

const SilenceItem = ({
  context,
  silence,
}: {
  readonly context: PageContext;
  readonly silence: SilenceView;
}) => {
  const { process, id, reason, createdBy, startsAtMs, endsAtMs, quiet, canBeEnded } = silence;
  const { nowMs } = context;
  return (
    <li class="sil" id={idOf("quiet", `${process} ${id}`)}>
      <span class="s-unknown">
        <Icon name="mute" />
        <span class="vh">Silence</span>
      </span>
      <div>
        <p>{reason}</p>
        <p class="why">
          {createdBy !== undefined && (
            <>
              <bdi>{createdBy}</bdi>,{" "}
            </>
          )}
          {startsAtMs > nowMs && (
            <>
              from <Moment ms={startsAtMs} nowMs={nowMs} />{" "}
            </>
          )}
          until <Moment ms={endsAtMs} nowMs={nowMs} />, <bdi>{process}</bdi>.{" "}
          {startsAtMs > nowMs
            ? "It has not begun."
            : `It keeps ${quiet.length === 0 ? "nothing" : counted(quiet.length, "alert")} quiet now.`}
        </p>
      </div>
      <form method="post" action="/actions/end-silence">
        <input type="hidden" name="process" value={process} />
        <input type="hidden" name="id" value={id} />
        <input type="hidden" name="back" value={backTo(context)} />
        <button type="submit" class="btn sm" disabled={!(canOperate(context) && canBeEnded)}>
          End<span class="vh">{` the silence: ${reason}`}</span>
        </button>
      </form>
    </li>
  );
};
