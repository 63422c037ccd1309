import { expect, test } from "vitest";
import { memoryStore } from "../state/memory-store.ts";
import { shareOf, uptimesOf } from "./uptime.ts";

const span = { fromMs: 1_000_000, toMs: 2_000_000 };

test("without a change the current status holds for as long as it is known since", () => {
  expect(shareOf([], "healthy", span)).toEqual({ ratio: null, known_seconds: 0 });
  const since = [{ sinceMs: 1_500_000, status: "healthy", former: "unknown" }] as const;
  expect(shareOf(since, "healthy", span)).toEqual({ ratio: 1, known_seconds: 500 });
});

test("degraded is up, unhealthy is down, unknown does not count", () => {
  const changes = [
    { sinceMs: 1_800_000, status: "healthy", former: "unknown" },
    { sinceMs: 1_600_000, status: "unknown", former: "unhealthy" },
    { sinceMs: 1_400_000, status: "unhealthy", former: "degraded" },
    { sinceMs: 900_000, status: "degraded", former: "healthy" },
  ] as const;
  // 400 s degraded, 200 s unhealthy, 200 s unknown, 200 s healthy.
  expect(shareOf(changes, "healthy", span)).toEqual({ ratio: 0.75, known_seconds: 800 });
});

test("what was before the oldest change is its former status", () => {
  const changes = [{ sinceMs: 1_250_000, status: "unhealthy", former: "healthy" }] as const;
  expect(shareOf(changes, "unhealthy", span)).toEqual({ ratio: 0.25, known_seconds: 1_000 });
});

test("what was before the oldest of very many changes counts as unknown", async () => {
  const store = memoryStore({ maxAgeMs: Infinity, maxEntries: 10_000, maxBytes: 1e9 });
  // The first lasted for a million seconds; the 5,000 that are read a second each.
  const change = (sinceMs: number, status: "healthy" | "unhealthy") =>
    store.addTransition({
      kind: "target",
      name: "shop",
      sinceMs,
      status,
      former: status === "healthy" ? "unhealthy" : "healthy",
    });
  change(0, "unhealthy");
  for (let second = 0; second < 5_000; second += 1)
    change(1e9 + second * 1_000, second % 2 === 0 ? "healthy" : "unhealthy");
  const watch = { kind: "target", name: "shop", status: "unhealthy" } as const;
  const [month] = await uptimesOf(store, watch, [{ fromMs: 0, toMs: 1e9 + 5e6 }]);
  expect(month).toEqual({ ratio: 0.5, known_seconds: 5_000 });
});
