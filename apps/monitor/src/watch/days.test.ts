import { expect, test } from "vitest";
import { memoryStore } from "../state/memory-store.ts";
import type { Transition } from "../state/monitor-store.ts";
import { dayDate, daysOf, dayUptime } from "./days.ts";
import { coarseTimes, statusTimes, statusTimesOf } from "./status-times.ts";

const hour = 3_600_000;
const day = 24 * hour;
const at = (text: string) => Date.parse(`2026-${text}Z`);
const now = at("03-31T06:00:00");
const span = { fromMs: now - 30 * day, toMs: now };

type Status = Transition["status"];

/** The days of a watch whose changes are given oldest first. */
function days(changes: readonly (readonly [time: string, status: Status])[], before: Status) {
  const transitions = changes.map(([time, status], index) => ({
    sinceMs: at(time),
    status,
    former: changes[index - 1]?.[1] ?? before,
  }));
  const status = changes.at(-1)?.[1] ?? before;
  return daysOf(statusTimes(transitions.toReversed(), { status }, span), 30, now);
}

test("there are thirty days, UTC, the last one as far as it has passed", () => {
  const all = days([["02-01T00:00:00", "healthy"]], "unknown");
  expect(all.map(dayDate)).toEqual(
    Array.from({ length: 30 }, (_, index) =>
      new Date(at("03-02T00:00:00") + index * day).toISOString().slice(0, 10),
    ),
  );
  expect(all.at(-2)).toMatchObject({ passedMs: day, lastedMs: { healthy: day } });
  expect(all.at(-1)).toMatchObject({ passedMs: 6 * hour, lastedMs: { healthy: 6 * hour } });
  expect(all.map(dayUptime).every(({ ratio }) => ratio === 1)).toBe(true);
  // Where clocks are set forward a day is as long as any other, for it is UTC.
  expect(all.find((one) => dayDate(one) === "2026-03-29")?.lastedMs.healthy).toBe(day);
});

test("what lasts beyond midnight counts for each of its days", () => {
  const all = days(
    [
      ["03-01T00:00:00", "healthy"],
      ["03-10T23:00:00", "unhealthy"],
      ["03-12T01:00:00", "degraded"],
      ["03-12T03:00:00", "healthy"],
    ],
    "unknown",
  );
  const of = (date: string) => all.find((one) => dayDate(one) === date);
  expect(of("2026-03-10")?.lastedMs).toMatchObject({ healthy: 23 * hour, unhealthy: hour });
  expect(of("2026-03-11")?.lastedMs).toMatchObject({ healthy: 0, unhealthy: day });
  expect(of("2026-03-12")?.lastedMs).toMatchObject({
    unhealthy: hour,
    degraded: 2 * hour,
    healthy: 21 * hour,
  });
  expect(all.slice(8, 11).map((one) => dayUptime(one).ratio)).toEqual([23 / 24, 0, 23 / 24]);
});

test("of a watch that is younger than thirty days nothing is known of those before", () => {
  const all = days([["03-20T12:00:00", "healthy"]], "unknown");
  expect(dayUptime(all[17] ?? never())).toEqual({ ratio: null, known_seconds: 0 });
  expect(all[17]?.lastedMs).toEqual({ healthy: 0, degraded: 0, unhealthy: 0, unknown: 0 });
  expect(dayUptime(all[18] ?? never())).toEqual({ ratio: 1, known_seconds: 12 * 3_600 });
});

test("unknown times between known ones count for neither", () => {
  const all = days(
    [
      ["03-15T00:00:00", "healthy"],
      ["03-15T06:00:00", "unknown"],
      ["03-17T18:00:00", "unhealthy"],
    ],
    "healthy",
  );
  expect(all[13]?.lastedMs).toMatchObject({ healthy: 6 * hour, unknown: 18 * hour });
  expect(dayUptime(all[13] ?? never())).toEqual({ ratio: 1, known_seconds: 6 * 3_600 });
  expect(all[14]?.lastedMs.unknown).toBe(day);
  expect(dayUptime(all[14] ?? never()).ratio).toBeNull();
  expect(dayUptime(all[15] ?? never())).toEqual({ ratio: 0, known_seconds: 6 * 3_600 });
  // What was before the oldest change that is kept was its former status.
  expect(all[0]?.lastedMs.healthy).toBe(day);
});

test("of very many changes what was before those that are read is not known", async () => {
  const store = memoryStore({ maxAgeMs: Infinity, maxEntries: 20_000, maxBytes: 1e9 });
  for (let index = 0; index < 6_000; index += 1)
    store.addTransition({
      kind: "target",
      name: "shop",
      sinceMs: now - (6_000 - index) * 60_000,
      status: index % 2 === 0 ? "healthy" : "unhealthy",
      former: index % 2 === 0 ? "unhealthy" : "healthy",
    });
  const watch = { kind: "target", name: "shop", status: "unhealthy" } as const;
  const times = await statusTimesOf(store, watch, span);
  const all = daysOf(times, 30, now);
  const known = all.map((one) => dayUptime(one).known_seconds);
  expect(known.reduce((sum, seconds) => sum + seconds, 0)).toBe(5_000 * 60);
  // 5,000 minutes begin at 18:40 on the 27th.
  expect(known.slice(0, 25)).toEqual(Array.from({ length: 25 }, () => 0));
  expect(known[25]).toBe(320 * 60);
  expect(dayUptime(all[28] ?? never()).ratio).toBe(0.5);
  const coarse = coarseTimes(times, { fromMs: now - day, toMs: now });
  expect(coarse).toEqual([{ status: "unhealthy", fromMs: now - day, toMs: now }]);
});

test("a status that lasts for longer than changes are kept is known since it began", async () => {
  const store = memoryStore({ maxAgeMs: 1, maxEntries: 10, maxBytes: 1 });
  const watch = { kind: "target", name: "shop", status: "healthy" } as const;
  const since = new Date(now - 90 * day).toISOString();
  const all = daysOf(await statusTimesOf(store, { ...watch, since }, span), 30, now);
  expect(all.map((one) => dayUptime(one).ratio)).toEqual(Array.from({ length: 30 }, () => 1));
  expect(await statusTimesOf(store, { ...watch, status: "unknown", since }, span)).toEqual([]);
});

test("few changes within a day stay as they are, and many leave gaps that nothing is known of", () => {
  const few = [
    { status: "healthy", fromMs: now - 2 * day, toMs: now - 2 * hour },
    { status: "degraded", fromMs: now - 2 * hour, toMs: now },
  ] as const;
  expect(coarseTimes(few, { fromMs: now - day, toMs: now })).toEqual([
    { ...few[0], fromMs: now - day },
    few[1],
  ]);
  const many = Array.from({ length: 100 }, (_, index) => ({
    status: index % 2 === 0 ? ("healthy" as const) : ("degraded" as const),
    fromMs: now - hour + index * 36_000,
    toMs: now - hour + (index + 1) * 36_000,
  }));
  expect(coarseTimes(many, { fromMs: now - day, toMs: now })).toEqual([
    { status: "degraded", fromMs: now - hour, toMs: now },
  ]);
});

function never(): never {
  throw new Error("there is no such day");
}
