import type { Alert } from "../alert.ts";
import type { Channel } from "../channel.ts";

/** Options of `log`. */
export interface LogOptions {
  /** @default "log" */
  readonly name?: string | undefined;
  /**
   * Writes one alert.
   *
   * @default one line of JSON on standard error
   */
  readonly write?: ((alert: Alert) => void | Promise<void>) | undefined;
}

/** A channel that writes alerts down. */
export interface LogChannel extends Channel {
  /** Takes another way to write; for who has a logger only after the channel was made. */
  connect(write: (alert: Alert) => void | Promise<void>): void;
}

/** Writes each alert down; for the log of the program, or where there is nobody to tell. */
export function log({ name = "log", write = toStandardError }: LogOptions = {}): LogChannel {
  let current = write;
  return {
    name,
    type: "log",
    async send(alert, { signal }) {
      signal.throwIfAborted();
      await current(alert);
    },
    connect(other) {
      current = other;
    },
  };
}

/** Tells whether a channel is one of these. */
export function isLogChannel(channel: Channel): channel is LogChannel {
  return "connect" in channel && typeof channel.connect === "function";
}

function toStandardError(alert: Alert): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stderr.write(`${JSON.stringify(alert)}\n`, (error) =>
      error ? reject(error) : resolve(),
    );
  });
}
