import type { AlertsProblem } from "./alerts-options.ts";
import type { Channel } from "./channel.ts";
import { settledWithin } from "./settled-within.ts";

/** Closes all channels; each gets what is left until `end`, at least a moment. */
export async function closeChannels(
  channels: readonly Channel[],
  end: number,
  onProblem: (problem: AlertsProblem) => void,
): Promise<void> {
  const close = async (channel: Channel) => {
    try {
      const closed = Promise.resolve(channel.close?.());
      await settledWithin(closed, Math.max(100, end - performance.now()));
    } catch {
      onProblem({ code: "channel_close_failed", message: `channel ${channel.name}: close failed` });
    }
  };
  await Promise.all(channels.map(close));
}
