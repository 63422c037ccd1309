import type { PageContext } from "../page-context.ts";
import { counted } from "../status-words.ts";
import { Until } from "../time.tsx";
import type { AlertDetail } from "./alert-detail.ts";
import type { ChannelCard } from "./channel-cards.ts";

/** The last sentence of an alert: who will be told what, as far as that is known. */
export const WhatComesNext = ({
  context,
  alert,
  channels,
}: {
  readonly context: PageContext;
  readonly alert: AlertDetail;
  readonly channels: readonly ChannelCard[];
}) => {
  const { process, isFiring, isSilenced, silence, told, retrying } = alert;
  const failing = channels.filter(
    (channel) => channel.process === process && channel.state === "failing",
  );
  return (
    <p class="wfn" id="next">
      {retrying.length > 0 &&
        `${listed(retrying)} ${retrying.length === 1 ? "is" : "are"} tried again. `}
      {!isFiring && retrying.length === 0 && "Nobody will be told more of it. "}
      {silence !== undefined && (
        <>
          The silence ends <Until ms={silence.endsAtMs} nowMs={context.nowMs} />; if it still fires
          then, who was not told yet is told.{" "}
        </>
      )}
      {isSilenced &&
        silence === undefined &&
        "It is told once the maintenance window or the other alert that keeps it quiet is over. "}
      {isFiring &&
        (told.length === 0
          ? "Nobody was told of it, so nobody is told of its end. "
          : `When it is resolved, ${listed(told)} ${told.length === 1 ? "is" : "are"} told. `)}
      {isFiring && failing.map((channel) => <Failing channel={channel} />)}
    </p>
  );
};

const Failing = ({ channel }: { readonly channel: ChannelCard }) => (
  <>
    {channel.name}{" "}
    {channel.failuresInARow === undefined
      ? "failed the last time"
      : `failed ${counted(channel.failuresInARow, "time")} in a row`}
    {channel.isLeftAlone && ", and is left alone for a while"}; <a href="#channels">test it</a>.{" "}
  </>
);

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
