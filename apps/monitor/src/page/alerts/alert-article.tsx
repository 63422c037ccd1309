import { durationText } from "../../client/durations.ts";
import { ownProcess } from "../actions/target-answers.ts";
import type { PageContext } from "../page-context.ts";
import { jobAddress } from "../sheet/job-rows.tsx";
import { probeAddress } from "../sheet/probe-rows.tsx";
import { targetAddress } from "../sheet/target-rows.tsx";
import { Pill } from "../shell/marks.tsx";
import { Age, Moment } from "../time.tsx";
import { alertAddress } from "./addresses.ts";
import { type AlertDetail, pillOf } from "./alert-detail.ts";
import { AlertFacts } from "./alert-facts.tsx";
import type { ChannelCard } from "./channel-cards.ts";
import { LedgerTable } from "./ledger-table.tsx";
import { textOf } from "./plain-entry.ts";
import { SilenceForm } from "./silence-form.tsx";
import { WhatComesNext } from "./what-comes-next.tsx";

interface AlertArticleOptions {
  readonly context: PageContext;
  readonly alert: AlertDetail;
  readonly channels: readonly ChannelCard[];
}

/** A message so long may have to be scrolled, by keyboard too. */
const scrolledCharacters = 500;

/** All that is known of one alert: what it says, the evidence, who was told, what comes next. */
export const AlertArticle = ({ context, alert, channels }: AlertArticleOptions) => {
  const { process, fingerprint, title, message, isFiring } = alert;
  const pill = pillOf(alert);
  return (
    <article
      class="md-r"
      aria-labelledby="d-h"
      id="detail"
      data-part
      data-address={isFiring ? alertAddress(process, fingerprint) : undefined}
    >
      <header class="dh">
        <div>
          <Pill tone={pill.tone} word={pill.word} />
          <h2 id="d-h">{title}</h2>
          <p class="sub">
            <When context={context} alert={alert} /> <From context={context} alert={alert} />
          </p>
          {alert.silence !== undefined && (
            <p class="sub" id="silenced-by">
              Silenced until <Moment ms={alert.silence.endsAtMs} nowMs={context.nowMs} />
              {alert.silence.createdBy !== undefined && (
                <>
                  {" "}
                  by <bdi>{alert.silence.createdBy}</bdi>
                </>
              )}
              {": "}
              <bdi>{alert.silence.reason}</bdi>
            </p>
          )}
        </div>
        {isFiring && (
          <div class="acts">
            <SilenceForm
              context={context}
              process={process}
              fingerprint={fingerprint}
              title="Silence this alert"
            />
          </div>
        )}
      </header>
      {message !== "" && (
        <p
          class={isFiring ? "said" : "said over"}
          tabindex={message.length > scrolledCharacters ? 0 : undefined}
        >
          {message}
        </p>
      )}
      <AlertFacts context={context} alert={alert} />
      <LedgerTable ledger={alert.ledger} nowMs={context.nowMs} />
      <WhatComesNext context={context} alert={alert} channels={channels} />
    </article>
  );
};

const When = ({ context: { nowMs }, alert }: Omit<AlertArticleOptions, "channels">) => {
  const { fromMs, endMs, isFiring } = alert;
  const from = <Moment ms={fromMs} nowMs={nowMs} exact />;
  if (isFiring)
    return (
      <>
        Firing for <Age ms={fromMs} nowMs={nowMs} />, since {from}.
      </>
    );
  if (endMs === undefined) return <>Noted at {from}. It does not fire.</>;
  return (
    <>
      Fired at {from}, resolved at <Moment ms={endMs} nowMs={nowMs} exact />, lasted{" "}
      {durationText(Math.max(0, endMs - fromMs))}.
    </>
  );
};

/** Who raised it, and what it is about where that is watched here. */
const From = ({ context, alert }: Omit<AlertArticleOptions, "channels">) => {
  const { process } = alert;
  const about = aboutOf(context, alert);
  return (
    <>
      Source{" "}
      {process === ownProcess ? (
        "the monitor"
      ) : (
        <a href={targetAddress(process)}>
          <bdi>{process}</bdi>
        </a>
      )}
      {about !== undefined && (
        <>
          , {about.kind}{" "}
          <a href={about.href}>
            <bdi>{about.name}</bdi>
          </a>
        </>
      )}
      .
    </>
  );
};

const kinds = [
  { kind: "heartbeat", word: "job", address: jobAddress },
  { kind: "probe", word: "probe", address: probeAddress },
  { kind: "target", word: "target", address: targetAddress },
] as const;

/** The watch that the labels name, or the job that is called like its program. */
function aboutOf({ parts }: PageContext, { process, entry }: AlertDetail) {
  const labels = (entry.labels ?? {}) as Readonly<Record<string, unknown>>;
  const component = textOf(labels, "component");
  for (const { kind, word, address } of kinds) {
    const prefix = `${kind}:`;
    const names =
      kind === "heartbeat"
        ? [textOf(labels, "heartbeat"), textOf(labels, "job"), textOf(entry, "source"), process]
        : kind === "target" && process === ownProcess
          ? [component]
          : [];
    if (process === ownProcess && component.startsWith(prefix))
      names.unshift(component.slice(prefix.length));
    const name = names.find((one) => one !== "" && parts.watches.has(kind, one));
    if (name !== undefined) return { kind: word, name, href: address(name) };
  }
  return undefined;
}
