import { expect, test } from "vitest";
import { exporterRun } from "./exporter-run.ts";

test("the stand-in listens on monitoring.host, so that other containers can reach it", async () => {
  await using run = await exporterRun();
  run.env.ETTL_MONITORING__HOST = "127.0.0.2";
  await using program = run.start("sandbox");
  const [, url] = await program.printed(/Trakt stand-in on (http:\/\/127\.0\.0\.2:\d+)/);
  expect((await fetch(`${url}/sandbox/account`)).status).toBe(200);
});
