import { durationText } from "../../client/durations.ts";
import { AsTold } from "../alerts/as-told.tsx";
import { ChannelMarks } from "../alerts/channel-marks.tsx";
import { encoded, idOf } from "../sheet/subject.ts";
import { Icon } from "../shell/icons.tsx";
import { Age, Moment } from "../time.tsx";
import type { TargetAlert, TargetSilence } from "./target-alerts-model.ts";

/** The page of one alert. */
export function alertAddress({
  process,
  fingerprint,
}: Pick<TargetAlert, "process" | "fingerprint">) {
  return `/alerts?alert=${encoded(fingerprint)}&process=${encoded(process)}`;
}

/** What a target's alerts say, and who was told. */
export const TargetAlertsPart = ({
  alerts,
  silences,
  readAtMs,
  nowMs,
}: {
  readonly alerts: readonly TargetAlert[];
  readonly silences: readonly TargetSilence[];
  /** When the target's own were read last. */
  readonly readAtMs: number | undefined;
  readonly nowMs: number;
}) => (
  <section aria-labelledby="a-h" id="target-alerts" data-part>
    <div class="sh">
      <h2 id="a-h">Alerts</h2>
      <a class="note" href="/alerts">
        All alerts
      </a>
    </div>
    {silences.map(({ reason, by, untilMs }) => (
      <p class="sil">
        <Icon name="mute" />
        <span>
          Silenced until <Moment ms={untilMs} nowMs={nowMs} />: {reason}
          {by !== undefined && <span class="q">{`, ${by}`}</span>}
        </span>
      </p>
    ))}
    {alerts.length === 0 ? (
      <div class="empty">
        <p>
          <b>No alerts are known of it.</b>
        </p>
        <p>
          {readAtMs === undefined ? (
            "The target has not told its own alerts yet."
          ) : (
            <>
              Its own were read at <Moment ms={readAtMs} nowMs={nowMs} exact />.
            </>
          )}
        </p>
      </div>
    ) : (
      <ul class="tl">
        {shownOf(alerts).map((alert) => (
          <Alert alert={alert} nowMs={nowMs} />
        ))}
      </ul>
    )}
  </section>
);

const mostFiring = 50;
const mostResolved = 5;

/** The worst that fires, and what was resolved last. */
function shownOf(alerts: readonly TargetAlert[]): readonly TargetAlert[] {
  const resolved = alerts.filter(({ isFiring }) => !isFiring);
  const firing = alerts.filter(({ isFiring }) => isFiring);
  return [...firing.slice(0, mostFiring), ...resolved.slice(0, mostResolved)];
}

const Alert = ({ alert, nowMs }: { readonly alert: TargetAlert; readonly nowMs: number }) => {
  const { process, fingerprint, isFiring, isSilenced, tone, severity, title, message } = alert;
  return (
    <li
      class={`s-${isSilenced ? "unknown" : tone}`}
      id={idOf("alert", `${process} ${fingerprint}`)}
    >
      <Icon name={isSilenced ? "mute" : tone} />
      <div>
        <a href={alertAddress(alert)}>
          <span class="vh">{isFiring ? `${severity}: ` : "Resolved: "}</span>
          {isFiring ? <b>{title}</b> : title}
        </a>
        {message !== "" && <p>{message}</p>}
        <p>
          {isFiring ? (
            <>
              {isSilenced ? "Silenced, firing for " : "Firing for "}
              <Age ms={alert.atMs} nowMs={nowMs} />
              <AsTold alert={alert} nowMs={nowMs} />.
            </>
          ) : (
            `Resolved${alert.lastedMs === undefined ? "" : ` after ${durationText(alert.lastedMs)}`}.`
          )}
          {process === "monitor" && " Raised by the monitor."}
        </p>
        {alert.channels.length > 0 && (
          <p class="chs">
            <span class="vh">Told: </span>
            <ChannelMarks channels={alert.channels} />
          </p>
        )}
      </div>
      <span class="n">
        <Moment ms={alert.atMs} nowMs={nowMs} />
      </span>
    </li>
  );
};
