import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { httpReceiver, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

test("a configured HTTP check sends its headers, which are secrets", async () => {
  await using server = await httpReceiver();
  await using folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  await writeFile(
    file,
    `[[health.http]]\nname = "shop"\nurl = "${server.url}"\nheaders = { Authorization = "Bearer hunter2", "X-Key" = "k" }\n`,
    { mode: 0o600 },
  );
  const config = await loadTelemetryConfig({ file, env: { LOG_LEVEL: "fatal" } });
  const telemetry = await createTelemetry(config, { version: "1", listen: false });
  expect((await telemetry.health.check()).components.shop?.status).toBe("healthy");
  expect(server.requests[0]?.headers).toMatchObject({
    authorization: "Bearer hunter2",
    "x-key": "k",
  });
  await telemetry.stop();
});
