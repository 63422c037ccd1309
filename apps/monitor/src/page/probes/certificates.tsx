import { ownProcess } from "../actions/target-answers.ts";
import { alertAddress } from "../alerts/addresses.ts";
import type { PageContext } from "../page-context.ts";
import { CertificateDays, probeAddress } from "../sheet/probe-rows.tsx";
import { Icon } from "../shell/icons.tsx";
import { percent } from "../strip/axis.tsx";
import { Moment } from "../time.tsx";
import type { CertificateRow } from "./probes-model.ts";

interface CertificatesOptions {
  readonly context: PageContext;
  readonly certificates: readonly CertificateRow[];
}

/** Certificates that probes saw, and how long they last. */
export const Certificates = ({ context, certificates }: CertificatesOptions) => (
  <section aria-labelledby="ce-h" id="certificates" data-part>
    <div class="sh">
      <h2 id="ce-h">Certificates, soonest first</h2>
    </div>
    {certificates.length === 0 ? (
      <div class="empty">
        <p>
          <b>No certificate is looked at.</b>
        </p>
        <p>
          Probes of the type certificate do, and those of an https address with
          certificate_expires_after_days among their conditions.
        </p>
      </div>
    ) : (
      <section class="scroll" tabindex={0} aria-label="Certificates">
        <table class="dt" role="table">
          <thead role="rowgroup">
            <tr role="row">
              <Head>Probe</Head>
              <Head>Host</Head>
              <Head>Expires</Head>
              <Head class="ob">{`Days left, of ${fullDays}`}</Head>
              <Head class="n">Days</Head>
              <Head>Alert</Head>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {certificates.map((certificate) => (
              <Row context={context} certificate={certificate} />
            ))}
          </tbody>
        </table>
      </section>
    )}
  </section>
);

const Head = ({
  class: more,
  children,
}: {
  readonly class?: string;
  readonly children?: string;
}) => (
  <th scope="col" role="columnheader" class={more}>
    {children}
  </th>
);

/** A bar that is full: most certificates are given for so long. */
const fullDays = 90;

const Row = ({
  context,
  certificate,
}: {
  readonly context: PageContext;
  readonly certificate: CertificateRow;
}) => {
  const { view, host, endMs, daysLeft, warnDays } = certificate;
  const width = Math.min(100, Math.max(0, Math.round((daysLeft / fullDays) * 1_000) / 10));
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        <a href={probeAddress(view.name)}>{view.name}</a>
      </th>
      <td role="cell">{host}</td>
      <td role="cell">
        <time datetime={new Date(endMs).toISOString()}>
          {new Date(endMs).toISOString().slice(0, 10)}
        </time>
      </td>
      <td role="cell" class="ob">
        <svg class="db" aria-hidden="true" focusable="false">
          <rect class="trk" x="0" y="8" width="100%" height="8" rx="2" />
          <rect
            class={daysLeft < warnDays ? "d-long" : "d-ok"}
            x="0"
            y="8"
            width={percent(width)}
            height="8"
            rx="2"
          />
        </svg>
      </td>
      <td role="cell" class="n">
        <CertificateDays view={view} nowMs={context.nowMs} />
      </td>
      <td role="cell">
        <AlertOf certificate={certificate} nowMs={context.nowMs} />
      </td>
    </tr>
  );
};

const AlertOf = ({
  certificate: { alert, warnDays },
  nowMs,
}: {
  readonly certificate: CertificateRow;
  readonly nowMs: number;
}) => {
  if (alert === undefined) return <span class="q">{`warns at ${warnDays}`}</span>;
  const { fingerprint, silencedUntilMs } = alert;
  const href = alertAddress(ownProcess, fingerprint);
  if (silencedUntilMs === undefined)
    return (
      <a href={href} class="oc s-warn">
        <Icon name="bell" />
        Firing
      </a>
    );
  return (
    <a href={href} class="oc s-unknown">
      <Icon name="mute" />
      <span>
        Silenced until <Moment ms={silencedUntilMs} nowMs={nowMs} />
      </span>
    </a>
  );
};
