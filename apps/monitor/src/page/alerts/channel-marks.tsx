import { Icon } from "../shell/icons.tsx";
import type { ChannelMark } from "./firing.ts";

/** Who was told of an alert, and whether it arrived. */
export const ChannelMarks = ({ channels }: { readonly channels: readonly ChannelMark[] }) => (
  <>
    {channels.map(({ channel, tone, icon, word }) => (
      <span class={`ch s-${tone}`}>
        <Icon name={icon} />
        <span>{channel}</span>
        <span class="vh">{` ${word}`}</span>
      </span>
    ))}
  </>
);
