import { eventually, promtoolComplaints, startPrometheus } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { exporterRun } from "./exporter-run.ts";

test("M9 promtool accepts the metrics, but for the name that is kept on purpose", async () => {
  await using run = await exporterRun();
  await using program = run.start("serve", "--now");
  await program.printed(/"export.completed".*"collection"/);
  const metrics = await (await fetch(`${run.url}/metrics`)).text();
  expect(await promtoolComplaints(metrics)).toEqual([
    'export_trakt_goroutines_count non-histogram and non-summary metrics should not have "_count" suffix',
  ]);
});

test("a real Prometheus scrapes the exporter and sees each export counted", async () => {
  await using run = await exporterRun();
  await using program = run.start("serve", "--now");
  await using prometheus = await startPrometheus(new URL(run.url).host);
  const exports = await eventually("five kinds of exports in Prometheus", async () => {
    const found = await prometheus.query('export_trakt_exports_total{status="success"}');
    return found.length === 5 && found;
  });
  expect(exports.map(({ labels }) => `${labels.type} ${labels.format}`).sort()).toEqual([
    "collection csv",
    "history csv",
    "ratings csv",
    "watched csv",
    "watchlist csv",
  ]);
  expect(await prometheus.query('up{job="export-trakt"}')).toMatchObject([{ value: 1 }]);
  // A scrape in the middle of a run has seen a part of its pages.
  await eventually("six pages per run of the history", async () => {
    const [pages] = await prometheus.query(
      'export_trakt_api_calls_total{endpoint="/sync/history/movies",status_code="200"} / 6',
    );
    return Number.isInteger(pages?.value);
  });
  // Stopped, its target is down: what was read really came from the program.
  program.kill("SIGTERM");
  await program.ended();
  await eventually("the target is down", async () => {
    const [up] = await prometheus.query('up{job="export-trakt"}');
    return up?.value === 0;
  });
});
