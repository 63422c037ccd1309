import assert from "node:assert/strict";
import type { Alert } from "./alert.ts";
import type { Channel } from "./channel.ts";
import { outcomeOf, sample, send } from "./contract-probe.ts";

/** One test: what it shows, and how; it throws an `AssertionError` where that does not hold. */
export type ContractTest = readonly [title: string, run: () => Promise<void>];

/** A channel under test, and how to end what it talks to. */
export interface ChannelUnderTest {
  readonly channel: Channel;
  readonly release?: () => Promise<unknown>;
}

const resolvedSample: Alert = Object.freeze({
  ...sample,
  status: "resolved",
  resolved: true,
  resolved_at: sample.timestamp,
});

/**
 * What every channel must do, whatever it speaks, as tests for any runner.
 *
 * @param create makes a channel whose remote end accepts everything.
 *
 * @example
 * for (const [title, run] of channelBasics(() => ({ channel: log() }))) test(title, run);
 */
export function channelBasics(
  create: () => ChannelUnderTest | Promise<ChannelUnderTest>,
): readonly ContractTest[] {
  const test = (title: string, run: (channel: Channel) => Promise<void>): ContractTest => [
    title,
    async () => {
      const { channel, release } = await create();
      try {
        await run(channel);
        await channel.close?.();
      } finally {
        await release?.();
      }
    },
  ];
  return [
    test("has a name", async ({ name }) => {
      assert.equal(typeof name, "string");
      assert.notEqual(name, "");
    }),
    test("accepts a firing alert and its resolve", async (channel) => {
      await send(channel);
      await send(channel, resolvedSample);
    }),
    test("accepts an alert of hostile text", async (channel) => {
      const text = `\r\nBcc: x@example.com\0 <!channel> & \u202e ${"😀".repeat(200)}`;
      const labels = { [text.slice(0, 100)]: text };
      await send(channel, { ...sample, title: text, message: text.repeat(30), labels });
    }),
    test("accepts two alerts at once", async (channel) => {
      await Promise.all([send(channel), send(channel, { ...sample, id: "second" })]);
    }),
    test("leaves the alert as it is", async (channel) => {
      const metadata = { deep: { value: 1 } };
      const alert: Alert = { ...sample, labels: { region: "eu" }, metadata };
      const before = JSON.stringify(alert);
      // Not frozen: a channel that writes to it would go unnoticed in its own tests.
      await channel.send(alert, { signal: AbortSignal.timeout(20_000) });
      assert.equal(JSON.stringify(alert), before);
    }),
    test("rejects when its signal is aborted already", async (channel) => {
      assert.equal(await outcomeOf(send(channel, sample, AbortSignal.abort())), "rejected");
    }),
    test("accepts several alerts in one message, where it can", async (channel) => {
      const alerts = Array.from({ length: 50 }, (_, index) =>
        Object.freeze({ ...sample, id: `id ${index}`, title: `Contract title ${index}` }),
      );
      await channel.sendGroup?.(Object.freeze(alerts), { signal: AbortSignal.timeout(20_000) });
    }),
    test("closes twice", async (channel) => {
      await channel.close?.();
      await channel.close?.();
    }),
  ];
}
