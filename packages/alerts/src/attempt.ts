import type { Alert } from "./alert.ts";
import type { Channel } from "./channel.ts";
import { DeliveryError } from "./delivery-error.ts";
import { toDeliveryError } from "./to-delivery-error.ts";

/** One call of a channel's `send`, under way. */
export interface Attempt {
  /** Resolves with undefined when delivered, else with the error. Never rejects. */
  readonly result: Promise<DeliveryError | undefined>;
  /** Gives up at once, whether or not the channel heeds its signal. */
  abort(reason: DeliveryError): void;
}

/** Calls a channel with a deadline in milliseconds. A channel that never settles is left behind. */
export function startAttempt(channel: Channel, alert: Alert, timeoutMs: number): Attempt {
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
      const sent = Promise.resolve().then(() => channel.send(alert, { signal }));
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
