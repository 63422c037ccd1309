import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { expect, test } from "vitest";
import { exporterRun } from "./exporter-run.ts";

test("S9 a port in use ends the exporter with 1 and says which; nothing is half started", async () => {
  await using run = await exporterRun();
  const { host, port } = new URL(run.url);
  const taken = createServer((_, response) => response.end("mine")).listen(
    Number(port),
    "127.0.0.1",
  );
  await once(taken, "listening");
  await using program = run.start("serve", "--now");
  expect(await program.ended()).toEqual({ code: 1, signal: null });
  expect(program.stderr()).toBe(
    `ettl-exporter: ${host} is taken by another program. Stop it, or choose another port\n`,
  );
  expect(program.stdout()).not.toMatch(/export\.(scheduled|started)/);
  expect(run.webhook.requests).toEqual([]);
  expect(existsSync(run.state)).toBe(false);
  expect(await (await fetch(run.url)).text()).toBe("mine");
  taken.close();
  taken.closeAllConnections();
});
