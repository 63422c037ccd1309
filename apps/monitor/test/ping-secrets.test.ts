import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { telemetryApp } from "@ettl/telemetry/hono";
import { temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { pingRoutes } from "../src/heartbeats/ping-routes.ts";

const key = "planted-key-of-a-heartbeat";
const pingKey = "planted-key-of-several";

test("a key is in no metric, log line, status or error, whatever becomes of its ping", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "log.ndjson");
  const config = await loadTelemetryConfig({
    env: {
      ETTL_LOGGING__OUTPUT: "file",
      ETTL_LOGGING__FILE: file,
      ETTL_LOGGING__ROTATION_ENABLED: "false",
      ETTL_LOGGING__LEVEL: "debug",
    },
  });
  const problems: string[] = [];
  const telemetry = await createTelemetry(config, { version: "1.0.0", listen: false });
  const app = telemetryApp(telemetry);
  let fails = false;
  app.route(
    "/",
    pingRoutes(
      {
        ping() {
          if (fails) throw new Error("disk full");
        },
      },
      {
        heartbeats: [{ name: "job", key, slug: "job" }],
        pingKey,
        onProblem: ({ message }) => problems.push(message),
      },
    ),
  );
  const answers: string[] = [];
  const statuses: number[] = [];
  const send = async (path: string, method = "GET") => {
    const response = await app.request(path, { method });
    statuses.push(response.status);
    answers.push(await response.text());
  };
  await send(`/ping/${key}`);
  await send(`/ping/${pingKey}/job/start`);
  await send(`/ping/${key}x`);
  await send(`/ping/${key}/999`);
  await send(`/ping/${key}`, "PUT");
  fails = true;
  await send(`/ping/${key}`);
  expect(statuses).toEqual([200, 200, 404, 400, 405, 500]);
  expect(problems).toEqual(["disk full"]);

  for (const path of ["/metrics", "/telemetry/status", "/telemetry/logs", "/telemetry/traces"])
    await send(path);
  expect(answers.join()).toContain('http_route="/ping/*"');
  telemetry.logger.info("the last line");
  await telemetry.stop();
  const log = await readFile(file, "utf8");
  expect(log).toContain("the last line");
  for (const text of [...answers, log]) expect(text).not.toContain("planted");
});
