import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { freePort, temporaryFolder } from "@ettl-tooling/test";

/** A real program with ettl, in this process, on a port of its own. */
export async function realTarget(toml = "") {
  const folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  const port = await freePort();
  await writeFile(
    file,
    `[logging]\noutput = "file"\nrotation_enabled = false\nfile = ${JSON.stringify(join(folder.path, "app.log"))}\n${toml}`,
    { mode: 0o600 },
  );
  const config = await loadTelemetryConfig({
    file,
    env: {},
    flags: { "monitoring.metrics_port": port },
  });
  const telemetry = await createTelemetry(config, { version: "3.2.1" });
  await telemetry.start();
  return {
    telemetry,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await telemetry.stop({ timeoutMs: 2_000 });
      await folder[Symbol.asyncDispose]();
    },
  };
}
