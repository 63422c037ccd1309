import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createMetrics, type Metrics } from "@ettl/metrics";
import { promtoolComplaints, startPushgateway, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

/** What one run of a program records, with values that are hard to write. */
function oneRun(status: "success" | "error", { job = "ratings" } = {}): Metrics {
  const metrics = createMetrics({ version: "1.2.3", exemplar: () => ids });
  metrics.recordExport({ type: job, status, format: "csv", durationSeconds: 1.5 });
  metrics.recordJob({ job, status, durationSeconds: 1.5 });
  const odd = metrics.gauge({ name: "odd", help: 'A "help"\\\n.', labelNames: ["v"] });
  for (const v of ["", 'a"b\\c\nd', "\ud800", "é"]) odd.set({ v }, 1);
  metrics.summary({ name: "rows", help: "Rows." }).observe(4);
  return metrics;
}
const ids = { trace_id: "4bf92f3577b34da6a3ce929d0e0e4736", span_id: "00f067aa0ba902b7" };

test("a real Pushgateway takes everything, and keeps the last success of a job whose next run fails", async () => {
  await using gateway = await startPushgateway();
  const options = { url: gateway.url, job: "a/b c", groupings: { instance: "" } };
  const samples = async (name: string) =>
    (await gateway.scraped()).split("\n").filter((line) => line.startsWith(`${name}{`));
  expect(await oneRun("success").push(options)).toEqual({ outcome: "pushed" });
  expect(await samples("export_trakt_exports_total")).toEqual([
    'export_trakt_exports_total{format="csv",instance="",job="a/b c",status="success",type="ratings"} 1',
  ]);
  expect((await samples("odd")).sort()).toEqual(
    ["", 'a\\"b\\\\c\\nd', "é", "\ufffd"]
      .map((v) => `odd{instance="",job="a/b c",v="${v}"} 1`)
      .sort(),
  );
  const [success] = await samples("job_last_success_timestamp_seconds");
  expect(success).toMatch(/\{instance="",job="a\/b c",job_name="ratings"\} 1\.\d+e\+09$/);

  expect(await oneRun("error").push(options)).toEqual({ outcome: "pushed" });
  expect(await oneRun("success", { job: "watched" }).push(options)).toEqual({ outcome: "pushed" });
  const successes = await samples("job_last_success_timestamp_seconds");
  expect(successes).toHaveLength(2);
  expect(successes).toContain(success);
  expect(await samples("job_last_run_succeeded")).toEqual([
    'job_last_run_succeeded{instance="",job="a/b c",job_name="ratings"} 0',
    'job_last_run_succeeded{instance="",job="a/b c",job_name="watched"} 1',
  ]);
  // The rest is that of the last push alone.
  expect(await samples("export_trakt_exports_total")).toHaveLength(1);
});

test("a real Pushgateway's refusal is told in its own words", async () => {
  await using gateway = await startPushgateway();
  const [one, other] = [createMetrics({ version: "1" }), createMetrics({ version: "1" })];
  one.gauge({ name: "rows_total", help: "Rows." }).set(1);
  other.counter({ name: "rows_total", help: "Rows." }).inc();
  expect(await one.push({ url: gateway.url, job: "one" })).toEqual({ outcome: "pushed" });
  expect(await other.push({ url: gateway.url, job: "other" })).toMatchObject({
    error: expect.stringMatching(/: it answered 400: .*rows_total/),
  });
});

test("promtool reads the file for node_exporter, and finds no fault but the name that is kept", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "ettl.prom");
  for (const status of ["success", "error"] as const) {
    expect(await oneRun(status).writeTextfile({ path })).toEqual({ outcome: "written" });
    const text = await readFile(path, "utf8");
    expect(text).toContain('job_last_success_timestamp_seconds{job_name="ratings"} ');
    expect(await promtoolComplaints(text)).toEqual([
      'export_trakt_goroutines_count non-histogram and non-summary metrics should not have "_count" suffix',
    ]);
  }
});
