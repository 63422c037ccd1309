import { setImmediate as nextTurn } from "node:timers/promises";
import { createTracing, type Tracing } from "@ettl/tracing";
import { eventually } from "@ettl-tooling/test";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { collectingExporter, service } from "../test/collected.ts";
import {
  type Answer,
  type Script,
  type ScriptedExporter,
  scriptedExporter,
} from "../test/scripted-exporter.ts";

type Action =
  | { readonly does: "end"; readonly spans: number }
  | { readonly does: "flush"; readonly waits: boolean; readonly timeoutMs: number }
  | { readonly does: "turn" | "release" | "close" };

const answer = fc.constantFrom<Answer>(
  "succeeds",
  "succeeds",
  "succeeds",
  "succeeds later",
  "fails",
  "fails later",
  "throws",
  "rejects",
  "never",
  "when released",
  "succeeds, then fails",
  "fails, then succeeds",
);

const script: fc.Arbitrary<Script> = fc.record({
  answers: fc.array(answer, { minLength: 1, maxLength: 5 }),
  shutdown: fc.constantFrom("resolves", "resolves", "rejects", "throws", "never"),
});

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ does: fc.constant("end" as const), spans: fc.nat({ max: 30 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant("flush" as const),
      waits: fc.boolean(),
      timeoutMs: fc.constantFrom(0, 1, 5, 50),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("turn" as const) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("release" as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("close" as const) }) },
);

const batch = fc.record({
  maxQueueSize: fc.constantFrom(8, 20, 2048),
  maxBatchSize: fc.constantFrom(1, 3, 8),
  scheduleDelayMs: fc.constantFrom(1, 5, 5000),
  exportTimeoutMs: fc.constantFrom(1, 10),
});

function expectBalanced(tracing: Tracing, ended: number): void {
  const stats = tracing.stats();
  expect(stats.ended).toBe(ended);
  expect(stats.exported + stats.dropped + stats.queued).toBe(ended);
  const reasons = Object.values(stats.droppedByReason);
  expect(reasons.reduce((sum, count) => sum + count, 0)).toBe(stats.dropped);
  for (const { exported, dropped, queued } of stats.exporters) {
    expect(Math.min(exported, dropped, queued)).toBeGreaterThanOrEqual(0);
    expect(exported + dropped + queued).toBe(ended);
  }
}

function expectHonest(tracing: Tracing, exporters: readonly ScriptedExporter[]): void {
  const { exported, queued, exporters: accounts } = tracing.stats();
  expect(queued).toBe(0);
  for (const [place, exporter] of exporters.entries()) {
    // What was answered after the deadline may count as lost, what was answered at once never.
    expect(accounts[place]?.exported).toBeLessThanOrEqual(exporter.succeeded);
    expect(accounts[place]?.exported).toBeGreaterThanOrEqual(exporter.succeededAtOnce);
    expect(exported).toBeLessThanOrEqual(accounts[place]?.exported ?? 0);
    expect(exporter.shutdowns).toBe(1);
    const given = exporter.batches.flat();
    expect(new Set(given).size).toBe(given.length);
  }
}

test("ended is exported, dropped or queued at every moment, however exporters behave", async () => {
  const outcomes = { exported: 0, dropped: new Set<string>() };
  await fc.assert(
    fc.asyncProperty(
      fc.array(script, { minLength: 1, maxLength: 3 }),
      batch,
      fc.array(action, { maxLength: 25, size: "max" }),
      async (scripts, sizes, actions) => {
        const exporters = scripts.map(scriptedExporter);
        const tracing = createTracing({ ...service, exporters, batch: sizes });
        let ended = 0;
        const background: Promise<void>[] = [];
        for (const each of [...actions, { does: "close" } as const]) {
          if (each.does === "end")
            for (let count = 0; count < each.spans; count++) {
              tracing.withSpan("one", () => {});
              ended++;
              expectBalanced(tracing, ended);
            }
          else if (each.does === "turn") await nextTurn();
          else if (each.does === "release") for (const exporter of exporters) exporter.release();
          else {
            const done =
              each.does === "flush" ? tracing.flush(each) : tracing.close({ timeoutMs: 30 });
            expectBalanced(tracing, ended);
            if (each.does === "flush" && !each.waits) background.push(done);
            else await done;
          }
          expectBalanced(tracing, ended);
        }
        await Promise.all(background);
        expectBalanced(tracing, ended);
        expectHonest(tracing, exporters);
        for (const exporter of exporters)
          for (const { length } of exporter.batches)
            expect(length).toBeLessThanOrEqual(sizes.maxBatchSize);
        const before = tracing.stats();
        for (const exporter of exporters) exporter.release();
        await nextTurn();
        // An answer after the end changes nothing any more.
        expect(tracing.stats()).toEqual(before);
        outcomes.exported += before.exported;
        for (const reason of Object.keys(before.droppedByReason)) outcomes.dropped.add(reason);
      },
    ),
    { numRuns: 300, seed: 7 },
  );
  expect(outcomes.exported).toBeGreaterThan(500);
  expect([...outcomes.dropped].sort()).toEqual(["export_failed", "queue_full", "shutdown"]);
});

for (const how of ["never", "throws", "fails", "rejects"] as const)
  test(`where one exporter ${how === "never" ? "never answers" : how}, the other gets every span`, async () => {
    const bad = scriptedExporter({ answers: [how], shutdown: "never" });
    const good = collectingExporter();
    const tracing = createTracing({
      ...service,
      exporters: [bad, good],
      batch: { maxQueueSize: 100, maxBatchSize: 10, scheduleDelayMs: 1 },
    });
    for (let count = 0; count < 1000; count++) {
      tracing.withSpan(`span-${count}`, () => {});
      // The good one keeps up; nobody could with a thousand in one turn and room for a hundred.
      if (count % 50 === 49)
        await eventually("the good one has them", () => good.spans.length === count + 1);
    }
    await tracing.close({ timeoutMs: 50 });
    expect(good.spans.map(({ name }) => name)).toEqual(
      Array.from({ length: 1000 }, (_, place) => `span-${place}`),
    );
    const { exporters, ...all } = tracing.stats();
    expect(exporters.map(({ exported, dropped }) => [exported, dropped])).toEqual([
      [0, 1000],
      [1000, 0],
    ]);
    // A span that one of them has not got is none that was exported.
    expect(all).toMatchObject({ ended: 1000, exported: 0, dropped: 1000, queued: 0 });
  });

test("what was answered twice counts once, as it was answered first", async () => {
  const exporters = [
    scriptedExporter({ answers: ["succeeds, then fails"], shutdown: "resolves" }),
    scriptedExporter({ answers: ["fails, then succeeds"], shutdown: "resolves" }),
  ];
  const tracing = createTracing({ ...service, exporters });
  for (let count = 0; count < 10; count++) tracing.withSpan("one", () => {});
  await tracing.close();
  expect(tracing.stats().exporters).toMatchObject([
    { exported: 10, dropped: 0 },
    { exported: 0, dropped: 10 },
  ]);
});

test("spans that end after close are counted as lost to the shutdown", async () => {
  const exporter = collectingExporter();
  const tracing = createTracing({ ...service, exporters: [exporter] });
  const late = tracing.startSpan("late");
  await tracing.close();
  late.end();
  tracing.withSpan("later", () => {});
  await tracing.flush();
  await tracing.close();
  expect(exporter.spans).toEqual([]);
  expect(tracing.stats()).toMatchObject({
    ended: 2,
    exported: 0,
    droppedByReason: { shutdown: 2 },
    queued: 0,
  });
});

test("never more than one batch is under way at an exporter that answers in its time", async () => {
  let underWay = 0;
  let most = 0;
  const inner = scriptedExporter({ answers: ["succeeds later"], shutdown: "resolves" });
  const tracing = createTracing({
    ...service,
    batch: { maxBatchSize: 5, maxQueueSize: 1000, scheduleDelayMs: 1 },
    exporters: [
      {
        export(spans, done) {
          most = Math.max(most, ++underWay);
          inner.export(spans, (result) => {
            underWay--;
            done(result);
          });
        },
        shutdown: () => inner.shutdown(),
      },
    ],
  });
  for (let count = 0; count < 500; count++) {
    tracing.withSpan("one", () => {});
    if (count % 20 === 0) void tracing.flush();
    if (count % 50 === 0) await nextTurn();
  }
  await Promise.all([tracing.flush(), tracing.flush(), tracing.close()]);
  expect(most).toBe(1);
  expect(tracing.stats()).toMatchObject({ ended: 500, exported: 500 });
});
