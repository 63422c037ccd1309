import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { Alert } from "./alert.ts";
import type { Channel } from "./channel.ts";
import { type ContractRemote, contractRemote, type Remote } from "./contract-remote.ts";
import { DeliveryError } from "./delivery-error.ts";

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
 * What every channel that speaks HTTP must do, as tests for any runner.
 *
 * @param create makes the channel for a server at `remote.url`, which holds a secret.
 *
 * @example
 * for (const [title, run] of channelContract((remote) => ntfy({ topicUrl: remote.url })))
 *   test(title, run);
 */
export function channelContract(
  create: (remote: Remote) => Channel,
): readonly (readonly [title: string, run: () => Promise<void>])[] {
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

  return [
    test("has a name", async ({ name }) => {
      assert.equal(typeof name, "string");
      assert.notEqual(name, "");
    }),
    test("delivers an alert", async (channel, { requests }) => {
      await send(channel);
      assert.equal(requests.length, 1);
      assert.ok(requests[0]?.includes("Contract title"), "the request carries the title");
    }),
    test("accepts a resolved alert", async (channel) => {
      const resolved_at = sample.timestamp;
      await send(channel, { ...sample, status: "resolved", resolved: true, resolved_at });
    }),
    test("accepts an alert of hostile text", async (channel) => {
      const text = `\r\nBcc: x@example.com\0 <!channel> & \u202e ${"😀".repeat(200)}`;
      const labels = { [text.slice(0, 100)]: text };
      await send(channel, { ...sample, title: text, message: text.repeat(30), labels });
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
        async (channel) => assertSilent(await failureOf(channel)),
        status,
      ),
    ),
    test("keeps the secret of its URL out of errors (refused)", async (channel, remote) => {
      await remote.close();
      assertSilent(await failureOf(channel));
    }),
    test("closes twice", async (channel) => {
      await channel.close?.();
      await channel.close?.();
    }),
  ];
}

const sample: Alert = Object.freeze({
  id: "6f1c2f0e-6a0e-4d38-9d0c-000000000001",
  fingerprint: "00000000000000000000000000000001",
  level: "error",
  title: "Contract title",
  message: "Contract message",
  source: "contract",
  timestamp: "2024-01-15T10:30:00.000Z",
  status: "firing",
  resolved: false,
  labels: Object.freeze({ region: "eu" }),
  metadata: Object.freeze({ attempt: 1 }),
});

async function send(
  channel: Channel,
  alert: Alert = sample,
  signal: AbortSignal = AbortSignal.timeout(20_000),
): Promise<void> {
  await channel.send(Object.freeze(alert), { signal });
}

async function failureOf(channel: Channel): Promise<unknown> {
  try {
    await send(channel);
  } catch (error) {
    return error;
  }
  throw new assert.AssertionError({ message: "send resolved, although nothing was accepted" });
}

function assertSilent(error: unknown): void {
  const shown = [String(error), inspect(error, { depth: 10 }), messagesOf(error)].join("\n");
  assert.ok(!shown.includes(secret), "the secret of the URL is in the error");
}

/** Messages along the chain of causes, which `inspect` may leave out. */
function messagesOf(error: unknown): string {
  return error instanceof Error ? `${error.message}\n${messagesOf(error.cause)}` : "";
}

/** What became of a promise within 20 seconds. */
async function outcomeOf(sent: Promise<void>): Promise<"resolved" | "rejected" | "unsettled"> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<"unsettled">((resolve) => {
    timer = setTimeout(resolve, 20_000, "unsettled");
  });
  const settled = sent.then(
    () => "resolved" as const,
    () => "rejected" as const,
  );
  return Promise.race([settled, expired]).finally(() => clearTimeout(timer));
}
