import type { Alert, AlertLevel, Channel } from "@ettl/alerts";
import { isLogChannel } from "@ettl/alerts/channels/log";
import type { Logger } from "@ettl/logging";

const levels = { info: "info", warning: "warn", error: "error", critical: "fatal" } as const;

/** Lets the channels of `type = "log"` write to the program's own log. */
export function alertsToLog(channels: readonly Channel[], logger: Logger): void {
  const write = (alert: Alert) => {
    const resolved = alert.status === "resolved";
    const level: AlertLevel = resolved ? "info" : alert.level;
    logger[levels[level]]({ alert }, resolved ? "alert.resolved" : "alert.firing");
  };
  for (const channel of channels) if (isLogChannel(channel)) channel.connect(write);
}
