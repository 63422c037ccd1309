import { expect, test } from "vitest";
import { rejection } from "../../test/clients.ts";
import { createBudget } from "./budget.ts";

test("a fifth of the requests may be sent at once, then one has to wait", async () => {
  const waits: number[] = [];
  const budget = createBudget({
    requestsPer5Minutes: 10,
    onWait: (seconds) => waits.push(seconds),
  });
  await budget.take();
  await budget.take();
  expect(waits).toEqual([]);
  const reason = new Error("enough");
  const controller = new AbortController();
  const waiting = [budget.take(controller.signal), budget.take(controller.signal)].map(rejection);
  controller.abort(reason);
  expect(await Promise.all(waiting)).toEqual([reason, reason]);
  // Eight more are spread over the 300 seconds.
  expect(waits.map(Math.round)).toEqual([37, 75].map((seconds) => expect.closeTo(seconds, -1)));
});

test("in no five minutes are there more than that, and in the long run not much fewer", async () => {
  for (const limit of [5, 7, 500, 50_000]) {
    let clock = 0;
    const budget = createBudget({
      requestsPer5Minutes: limit,
      onWait: (seconds) => {
        clock = seconds;
      },
    });
    const aborted = AbortSignal.abort();
    for (let sent = 0; sent < limit; sent++) await budget.take(aborted).catch(() => {});
    // The last of as many as are allowed goes out before the period is over, one more not.
    expect(clock).toBeLessThanOrEqual(300);
    await budget.take(aborted).catch(() => {});
    expect(clock).toBeGreaterThan(299);
  }
});
