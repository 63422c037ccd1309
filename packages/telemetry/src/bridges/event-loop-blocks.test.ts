import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { blocksToTelemetry } from "./event-loop-blocks.ts";

const frame = (functionName: string, url: string) => ({ functionName, url, line: 3, column: 5 });

async function used(quietMs: number) {
  const config = await loadTelemetryConfig({ env: { LOG_LEVEL: "fatal" } });
  const telemetry = await createTelemetry(config, { version: "1", listen: false });
  const reports = blocksToTelemetry(telemetry, { quietMs, folder: "/app" });
  return {
    ...reports,
    /** Oldest first. */
    told: async () => {
      const { alerts } = await telemetry.alerts.history();
      return alerts.map(({ status, message }) => `${status}: ${message}`).reverse();
    },
    [Symbol.asyncDispose]: () => telemetry.stop(),
  };
}

test("an alert names the program's own function below those of Node and of dependencies", async () => {
  await using blocks = await used(60_000);
  const stack = [
    frame("parse", ""),
    frame("readFileSync", "node:fs"),
    frame("load", "file:///app/node_modules/loader/index.js"),
    frame("readOrders", "file:///app/dist/orders.js"),
    frame("main", "file:///app/dist/main.js"),
  ];
  blocks.onBlock({ durationMs: 321, stack });
  expect(await blocks.told()).toEqual([
    "firing: the event loop was blocked for 321 ms in readOrders (dist/orders.js:3:5)",
  ]);
});

test("blocks of one function are one alert, which is resolved when there was none for a while", async () => {
  await using blocks = await used(50);
  const stack = [frame("readOrders", "/app/dist/orders.js")];
  for (const durationMs of [120, 480, 130]) blocks.onBlock({ durationMs, stack });
  blocks.onBlock({ durationMs: 140, stack: [] });
  const told = await eventually("the alert is resolved", async () => {
    const all = await blocks.told();
    return all.length === 3 && all;
  });
  expect(told).toEqual([
    "firing: the event loop was blocked for 120 ms in readOrders (dist/orders.js:3:5)",
    "firing: the event loop was blocked for 140 ms by code that left no stack",
    "resolved: no block for 0.05 s; blocks: 4, the longest of 480 ms",
  ]);
});
