import { ownProcess } from "../actions/target-answers.ts";
import type { PageContext } from "../page-context.ts";
import { backTo } from "../shell/layout.tsx";
import { Mark } from "../shell/marks.tsx";
import { canOperate, NeedsOperate } from "../shell/needs-operate.tsx";
import { Moment } from "../time.tsx";
import type { ChannelCard } from "./channel-cards.ts";

interface ChannelListOptions {
  readonly context: PageContext;
  readonly channels: readonly ChannelCard[];
}

/** By which ways people are told, and whether these work. */
export const ChannelList = ({ context, channels }: ChannelListOptions) => (
  <div id="channels" data-part>
    {channels.length === 0 ? (
      <div class="empty">
        <p>
          <b>No channel is known.</b> Whatever fires, nobody is told.
        </p>
        <p>Add one to ettl.toml, and start the monitor anew:</p>
        <pre tabindex={0}>
          <code>{'[alerts.channels.ops]\ntype = "webhook"\nurl = "https://…"\n'}</code>
        </pre>
      </div>
    ) : (
      <ul class="chans" aria-label="Channels">
        {channels.map((channel) => (
          <Channel context={context} channel={channel} />
        ))}
      </ul>
    )}
    <NeedsOperate context={context} />
  </div>
);

const looks = {
  working: { tone: "ok", word: "Working" },
  failing: { tone: "bad", word: "Failing" },
  unused: { tone: "unknown", word: "Not used yet" },
} as const;

const Channel = ({
  context,
  channel,
}: {
  readonly context: PageContext;
  readonly channel: ChannelCard;
}) => {
  const { process, name, state, canBeTested } = channel;
  const whose = process === ownProcess ? "the monitor's" : process;
  const isEnabled = canOperate(context) && canBeTested;
  return (
    <li class={state === "failing" ? "isbad" : undefined}>
      <Mark tone={looks[state].tone} word={looks[state].word} />
      <div>
        <b>{name}</b> <span class="q">{canBeTested ? whose : `${whose}, read-only here`}</span>
        <p title={state === "failing" ? channel.lastError : undefined}>
          <Record channel={channel} nowMs={context.nowMs} />
        </p>
      </div>
      <form method="post" action="/actions/test-channel">
        <input type="hidden" name="process" value={process} />
        <input type="hidden" name="channel" value={name} />
        <input type="hidden" name="back" value={backTo(context)} />
        <button type="submit" class="btn sm" disabled={!isEnabled}>
          Test<span class="vh">{` ${name} of ${process}`}</span>
        </button>
      </form>
    </li>
  );
};

const Record = ({ channel, nowMs }: { readonly channel: ChannelCard; readonly nowMs: number }) => {
  const { state, delivered, failed, suppressed, failuresInARow, lastError } = channel;
  const { lastDeliveredAtMs, isLeftAlone } = channel;
  if (state !== "failing")
    return (
      <>
        <span data-value>
          {`${delivered} delivered${failed > 0 ? `, ${failed} failed` : ""}${suppressed > 0 ? `, ${suppressed} suppressed` : ""}`}
        </span>
        {lastDeliveredAtMs !== undefined && (
          <span class="q">
            , last <Moment ms={lastDeliveredAtMs} nowMs={nowMs} />
          </span>
        )}
      </>
    );
  return (
    <>
      <span class="s-bad" data-value>
        {failuresInARow === undefined
          ? `${failed} failed, ${delivered} delivered`
          : `${failuresInARow} failed in a row`}
      </span>
      <span class="q">
        {lastDeliveredAtMs === undefined ? (
          delivered === 0 && ", none delivered yet"
        ) : (
          <>
            , last success <Moment ms={lastDeliveredAtMs} nowMs={nowMs} />
          </>
        )}
        {isLeftAlone && ", left alone for a while"}
        {lastError !== undefined && `. ${lastError}`}
      </span>
    </>
  );
};
