import assert from "node:assert/strict";
import type { Channel } from "./channel.ts";
import { type ContractTest, channelBasics } from "./contract-basics.ts";
import { assertSilent, failureOf, outcomeOf, sample, send } from "./contract-probe.ts";
import { type ContractRemote, contractRemote, type Remote } from "./contract-remote.ts";
import { DeliveryError } from "./delivery-error.ts";

export { type ContractTest, channelBasics } from "./contract-basics.ts";
export type { Remote } from "./contract-remote.ts";

const secret = "s3cr3t-t0ken";

/** Statuses, and whether a later attempt may succeed. */
const retryableByStatus: Readonly<Record<number, boolean>> = {
  302: false,
  400: false,
  401: false,
  403: false,
  404: false,
  410: false,
  413: false,
  422: false,
  429: true,
  500: true,
  502: true,
  503: true,
  504: true,
};

/**
 * What every channel that speaks HTTP must do, {@link channelBasics} among it, as tests for any runner.
 *
 * @param create makes the channel for a server at `remote.url`, which holds a secret.
 *
 * @example
 * for (const [title, run] of channelContract((remote) => ntfy({ topicUrl: remote.url })))
 *   test(title, run);
 */
export function channelContract(create: (remote: Remote) => Channel): readonly ContractTest[] {
  const test = (
    title: string,
    run: (channel: Channel, remote: ContractRemote) => Promise<void>,
    status: number | "never" | "cut" = 200,
    headers: Readonly<Record<string, string>> = {},
  ) =>
    [
      title,
      async () => {
        const remote = await contractRemote({ status, headers, secret });
        try {
          const channel = create({ url: remote.url });
          await run(channel, remote);
          await channel.close?.();
        } finally {
          await remote.close();
        }
      },
    ] as const;

  const basics = channelBasics(async () => {
    const remote = await contractRemote({ status: 200, headers: {}, secret });
    const channel = create({ url: remote.url });
    return { channel, release: () => remote.close() };
  });

  return [
    ...basics,
    test("delivers an alert", async (channel, { requests }) => {
      await send(channel);
      assert.equal(requests.length, 1);
      assert.ok(requests[0]?.includes("Contract title"), "the request carries the title");
    }),
    test("sends two alerts at once", async (channel, { requests }) => {
      await Promise.all([send(channel), send(channel, { ...sample, id: "second" })]);
      assert.equal(requests.length, 2);
    }),
    test("sends nothing when its signal is aborted already", async (channel, { requests }) => {
      await assert.rejects(send(channel, sample, AbortSignal.abort()));
      assert.equal(requests.length, 0);
    }),
    test(
      "rejects when its signal aborts while the server is silent",
      async (channel, remote) => {
        const controller = new AbortController();
        const outcome = outcomeOf(send(channel, sample, controller.signal));
        await Promise.race([remote.requested(), outcome]);
        controller.abort();
        assert.equal(await outcome, "rejected");
      },
      "never",
    ),
    ...Object.entries(retryableByStatus).map(([status, retryable]) =>
      test(
        `takes ${status} for ${retryable ? "a passing" : "a permanent"} failure`,
        async (channel, { requests }) => {
          const error = await failureOf(channel);
          assert.ok(DeliveryError.is(error), "throws a DeliveryError");
          assert.equal(error.retryable, retryable);
          assert.equal(error.statusCode, Number(status));
          assert.equal(requests.length, 1, "does not repeat the request by itself");
        },
        Number(status),
      ),
    ),
    test(
      "passes Retry-After on",
      async (channel) => {
        const error = await failureOf(channel);
        assert.ok(DeliveryError.is(error), "throws a DeliveryError");
        assert.equal(error.retryAfterMs, 7_000);
      },
      429,
      { "retry-after": "7" },
    ),
    ...([500, 404, "cut"] as const).map((status) =>
      test(
        `keeps the secret of its URL out of errors (${status})`,
        async (channel) => assertSilent(await failureOf(channel), secret),
        status,
      ),
    ),
    test("keeps the secret of its URL out of errors (refused)", async (channel, remote) => {
      await remote.close();
      assertSilent(await failureOf(channel), secret);
    }),
  ];
}
