import { createTracing } from "@ettl/tracing";
import { eventually, freePort, httpReceiver, spansOf } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { service } from "../test/collected.ts";
import { scriptedExporter } from "../test/scripted-exporter.ts";

test("a span that came while a batch was under way goes out without another one", async () => {
  const exporter = scriptedExporter({
    answers: ["when released", "succeeds", "succeeds"],
    shutdown: "resolves",
  });
  await using tracing = createTracing({
    ...service,
    exporters: [exporter],
    batch: { maxBatchSize: 2, scheduleDelayMs: 20 },
  });
  const end = () => tracing.withSpan("one", () => {});
  end();
  await eventually("the first batch is under way", () => exporter.batches.length === 1);
  end();
  end();
  // Until their delay is over, which shows nowhere: the first batch is still not done.
  await new Promise((resolve) => setTimeout(resolve, 60));
  end();
  exporter.release();
  await eventually("all went out", () => tracing.stats().exported === 4);
  expect(exporter.batches.map(({ length }) => length)).toEqual([1, 2, 1]);
});

test("what is lost at the end is told, with the collector's own reason", async () => {
  const problems: string[] = [];
  const tracing = createTracing({
    ...service,
    otlpEndpoint: `http://127.0.0.1:${await freePort()}`,
    onProblem: ({ message }) => problems.push(message),
  });
  tracing.withSpan("one", () => {});
  await tracing.close({ timeoutMs: 300 });
  const { droppedByReason, lastError, exporters } = tracing.stats();
  expect(droppedByReason).toEqual({ shutdown: 1 });
  expect(lastError).toMatch(/refused the connection/);
  expect(exporters[0]?.lastError).toBe(lastError);
  expect(problems).toEqual([expect.stringMatching(/otlp.*refused the connection/)]);
});

test("a span that ends while the last batch is under way is delivered as well", async () => {
  let answer = () => {};
  await using collector = await httpReceiver((_, response) => {
    answer = () => void response.writeHead(200).end();
    if (collector.requests.length > 1) answer();
    return undefined;
  });
  const tracing = createTracing({ ...service, otlpEndpoint: collector.url });
  tracing.withSpan("early", () => {});
  const closing = tracing.close();
  await collector.received(1);
  tracing.withSpan("late", () => {});
  answer();
  await closing;
  expect(tracing.stats()).toMatchObject({ ended: 2, exported: 2, dropped: 0 });
  const names = collector.requests.flatMap(({ body }) => spansOf(body)).map(({ name }) => name);
  expect(names).toEqual(["early", "late"]);
});

test("a span that ends after close is in the account of each exporter", async () => {
  const exporter = scriptedExporter({ answers: ["succeeds"], shutdown: "resolves" });
  const tracing = createTracing({ ...service, exporters: [exporter] });
  await tracing.close();
  tracing.withSpan("late", () => {});
  expect(tracing.stats()).toMatchObject({
    ended: 1,
    droppedByReason: { shutdown: 1 },
    exporters: [{ dropped: 1 }],
  });
});
