import { type Channel, DeliveryError } from "@ettl/alerts";
import { channelContract, type Remote } from "@ettl/alerts/testing";
import { expect, test } from "vitest";

interface Faults {
  readonly name?: string;
  readonly alter?: (alert: { title: string }) => void;
  readonly ignoresSignal?: boolean;
  readonly swallows?: boolean;
  readonly tries?: number;
  readonly retries404?: boolean;
  readonly forgetsRetryAfter?: boolean;
  readonly leaks?: boolean;
  readonly follows?: boolean;
  readonly closesOnce?: boolean;
}

/** A channel that is right but for its faults. */
function channel({ url }: Remote, faults: Faults): Channel {
  let closed = false;
  return {
    name: faults.name ?? "under test",
    async send(alert, { signal }) {
      faults.alter?.(alert as { title: string });
      const request = {
        method: "POST",
        body: JSON.stringify(alert),
        redirect: faults.follows ? "follow" : "manual",
        ...(!faults.ignoresSignal && { signal }),
      } as const;
      let response: Response | undefined;
      try {
        for (let count = 0; count < (faults.tries ?? 1) && !response?.ok; count += 1) {
          response = await fetch(url, request);
          await response.body?.cancel();
        }
      } catch (error) {
        if (faults.swallows) return;
        throw faults.leaks ? new Error(`POST ${url} failed`, { cause: error }) : error;
      }
      if (response === undefined || response.ok || faults.swallows) return;
      const { status, headers } = response;
      if (faults.leaks) throw new Error(`POST ${url} answered ${status}`);
      if (faults.retries404 && status === 404)
        throw new DeliveryError("no", { code: "unavailable", retryable: true, statusCode: 404 });
      throw DeliveryError.fromResponse({
        status,
        headers: faults.forgetsRetryAfter ? new Headers() : headers,
      });
    },
    async close() {
      if (closed && faults.closesOnce) throw new Error("closed already");
      closed = true;
    },
  };
}

async function failing(faults: Faults): Promise<string[]> {
  const titles: string[] = [];
  for (const [title, run] of channelContract((remote) => channel(remote, faults)))
    await run().catch(() => titles.push(title));
  return titles;
}

const statuses = [302, 400, 401, 403, 404, 410, 413, 422, 429, 500, 502, 503, 504];
const taken = (status: number) =>
  `takes ${status} for a ${status === 429 || status >= 500 ? "passing" : "permanent"} failure`;

test("a channel without fault passes", async () => {
  expect(await failing({})).toEqual([]);
});

test.each<[what: string, faults: Faults, failing: string[]]>([
  ["has no name", { name: "" }, ["has a name"]],
  [
    "writes to the alert",
    {
      alter: (alert) => {
        if (!Object.isFrozen(alert)) alert.title = "mine";
      },
    },
    ["leaves the alert as it is"],
  ],
  ["treats 404 as passing", { retries404: true }, [taken(404)]],
  ["forgets Retry-After", { forgetsRetryAfter: true }, ["passes Retry-After on"]],
  ["closes only once", { closesOnce: true }, ["closes twice"]],
  ["retries by itself", { tries: 2 }, statuses.map(taken)],
  [
    "swallows every error",
    { swallows: true },
    [
      "rejects when its signal is aborted already",
      "sends nothing when its signal is aborted already",
      "rejects when its signal aborts while the server is silent",
      ...statuses.map(taken),
      "passes Retry-After on",
      ...[500, 404, "cut", "refused"].map(
        (what) => `keeps the secret of its URL out of errors (${what})`,
      ),
    ],
  ],
  [
    "says its URL in errors",
    { leaks: true },
    [
      ...statuses.map(taken),
      "passes Retry-After on",
      ...[500, 404, "cut", "refused"].map(
        (what) => `keeps the secret of its URL out of errors (${what})`,
      ),
    ],
  ],
])("one that %s fails where it should", async (_, faults, expected) => {
  const titles = await failing(faults);
  expect(titles.toSorted()).toEqual(expected.toSorted());
});

test("one that does not heed its signal fails where it should", { timeout: 60_000 }, async () => {
  expect((await failing({ ignoresSignal: true })).toSorted()).toEqual([
    "rejects when its signal aborts while the server is silent",
    "rejects when its signal is aborted already",
    "sends nothing when its signal is aborted already",
  ]);
});
