import { eventually, refusedHistory, startDemo } from "@ettl-tooling/test";
import { type Family, readFamilies } from "./families.ts";

/** What both programs of the demo serve, by program. */
export type ServedMetrics = Readonly<Record<string, readonly Family[]>>;

/** Runs the demo through a good run and a failed one, and scrapes both programs. */
export async function demoMetrics(): Promise<ServedMetrics> {
  await using demo = await startDemo();
  await demo.nextRun();
  await demo.setFaults(refusedHistory);
  await demo.nextRun();
  return await eventually("both programs have told of the failed run", async () => {
    const [monitor, exporter] = await Promise.all([demo.monitor, demo.exporter].map(scrape));
    const hasFailed = exporter?.some(
      ({ name, labels }) =>
        name === "export_run_duration_seconds" && labels.status?.includes("error"),
    );
    const isTold = monitor?.some(
      ({ name, labels }) =>
        name === "ettl_heartbeat_runs_total" && labels.outcome?.includes("failed"),
    );
    return monitor && exporter && hasFailed && isTold
      ? { "ettl-monitor": monitor, "ettl-exporter": exporter }
      : undefined;
  });
}

async function scrape(base: string): Promise<Family[]> {
  const response = await fetch(`${base}/metrics`, { headers: { accept: "text/plain" } });
  if (!response.ok) throw new Error(`/metrics answers ${response.status}`);
  return readFamilies(await response.text());
}
