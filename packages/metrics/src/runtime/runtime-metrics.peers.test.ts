import { createMetrics } from "@ettl/metrics";
import { promtoolComplaints } from "@ettl-tooling/test";
import { expect, test } from "vitest";

test("M9 promtool has one complaint about all metrics, the name that is kept on purpose", async () => {
  const metrics = createMetrics({ version: "1" });
  metrics.recordExport({ type: "watched", status: "success", format: "csv", durationSeconds: 2 });
  metrics.setCacheHitRate({ cacheType: "pages", value: 75 });
  metrics.setHealthStatus("healthy");
  const { body } = await metrics.scrape();
  expect(body.toString()).toContain("nodejs_eventloop_time_seconds_total");
  expect(await promtoolComplaints(body.toString())).toEqual([
    'export_trakt_goroutines_count non-histogram and non-summary metrics should not have "_count" suffix',
  ]);
  metrics.close();
});

test("M9 without the catalogue's prefix the runtime metrics are clean", async () => {
  const metrics = createMetrics({ version: "1" });
  const text = (await metrics.scrape()).body.toString();
  const families = text.split(/^(?=# HELP )/m);
  const runtime = families.filter((family) => /^# HELP (process|nodejs)_/.test(family)).join("");
  expect(runtime.match(/^# TYPE /gm)?.length).toBeGreaterThan(25);
  expect(await promtoolComplaints(runtime)).toEqual([]);
  metrics.close();
});
