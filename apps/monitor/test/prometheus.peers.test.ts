import { fileURLToPath } from "node:url";
import {
  eventually,
  freePort,
  promtoolComplaints,
  startProgram,
  startPrometheus,
  temporaryFolder,
} from "@ettl-tooling/test";
import { expect, test } from "vitest";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

test("M9 a real Prometheus scrapes the monitor, promtool accepts it but for the name kept on purpose", async () => {
  await using folder = await temporaryFolder();
  const address = `127.0.0.1:${await freePort()}`;
  await using monitor = startProgram([main, "--port", address.split(":")[1] ?? ""], {
    cwd: folder.path,
  });
  await monitor.printed(/"monitor.started"/);
  const metrics = await (await fetch(`http://${address}/metrics`)).text();
  expect(await promtoolComplaints(metrics)).toEqual([
    'export_trakt_goroutines_count non-histogram and non-summary metrics should not have "_count" suffix',
  ]);
  await using prometheus = await startPrometheus(address);
  const [health] = await eventually("the monitor's health in Prometheus", async () => {
    const found = await prometheus.query("export_trakt_health_status");
    return found.length > 0 && found;
  });
  expect(health?.value).toBe(1);
});
