import type { Alert } from "./alert.ts";
import type { Channel, SendOptions } from "./channel.ts";
import { DeliveryError } from "./delivery-error.ts";
import { toDeliveryError } from "./to-delivery-error.ts";

/** One call of a channel, under way. */
export interface Attempt {
  /** Resolves with undefined when delivered, else with the error. Never rejects. */
  readonly result: Promise<DeliveryError | undefined>;
  /** Gives up at once, whether or not the channel heeds its signal. */
  abort(reason: DeliveryError): void;
}

/**
 * Gives a channel one alert, or several in one message, with a deadline in milliseconds. A channel
 * that never settles is left behind.
 */
export function startAttempt(
  channel: Channel,
  alerts: readonly Alert[],
  timeoutMs: number,
): Attempt {
  const [alert] = alerts;
  const send = (options: SendOptions) =>
    alerts.length > 1 || alert === undefined
      ? channel.sendGroup?.(Object.freeze([...alerts]), options)
      : channel.send(alert, options);
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => {
    controller.abort(
      new DeliveryError(`no answer within ${timeoutMs} ms`, { code: "timeout", retryable: true }),
    );
  }, timeoutMs);
  timer.unref();

  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  const run = async () => {
    try {
      // Started from a microtask: a channel that throws at once rejects like any other.
      const sent = Promise.resolve().then(() => send({ signal }));
      await Promise.race([sent, aborted]);
      return undefined;
    } catch (error) {
      return toDeliveryError(signal.aborted ? signal.reason : error);
    } finally {
      clearTimeout(timer);
    }
  };
  return { result: run(), abort: (reason) => controller.abort(reason) };
}
