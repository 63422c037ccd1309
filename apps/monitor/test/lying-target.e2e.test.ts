import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { lyingTarget, oddValues } from "./lying-target.ts";
import { readPage } from "./page-reader.ts";
import { servingMonitor } from "./serving-monitor.ts";

const pages = ["/", "/targets/liar", "/alerts", "/jobs", "/probes", "/status", "/alerts?range=30d"];

test("S5 whatever a target lies in each field, every page is shown and nothing of it becomes markup", async () => {
  await using liar = await lyingTarget();
  await using monitor = await servingMonitor(
    `[[targets]]\nname = "liar"\nurl = "${liar.url}"\ntoken = "a-token-of-the-target"\ninterval_seconds = 0.3\n`,
  );
  await eventually("its alerts", async () => {
    const { firing } = await monitor.json<{ firing: object[] }>("/api/alerts");
    return firing.length > 0;
  });
  const { firing } = await monitor.json<{ firing: { fingerprint: unknown }[] }>("/api/alerts");
  const details = firing
    .filter((_, index) => index % 8 === 0)
    .map(
      ({ fingerprint }) =>
        `/alerts?${new URLSearchParams({ process: "liar", alert: String(JSON.stringify(fingerprint)).replaceAll('"', "") })}`,
    );
  for (const path of [...pages, ...details]) {
    const { status, html } = await readPage(monitor.call, path);
    expect([path, status]).toEqual([path, 200]);
    expect([
      path,
      html.match(
        /<script(?! (?:defer=""|type="module") src="\/assets)|<svg\/|href="(?!\/|#|https:\/\/[tdr]\.example)/i,
      ),
    ]).toEqual([path, null]);
  }
  const traces = await readPage(monitor.call, "/targets/liar");
  for (const [, id = ""] of traces.html.matchAll(/href="(\/targets\/liar\?[^"]*trace=[^"]*)"/g))
    expect([id, (await readPage(monitor.call, id.replaceAll("&amp;", "&"))).status]).toEqual([
      id,
      200,
    ]);
});

test("S5 whatever a target's status has in place of its fields, every page is shown", async () => {
  const names = [
    "service_name",
    "service_version",
    "node_version",
    "environment",
    "host",
    "pid",
    "uptime_seconds",
    "metrics_enabled",
    "alerts",
  ];
  const liars = await Promise.all(
    oddValues.map((odd) => lyingTarget(Object.fromEntries(names.map((name) => [name, odd])))),
  );
  await using monitor = await servingMonitor(
    liars
      .map(
        ({ url }, index) =>
          `[[targets]]\nname = "liar ${index}"\nurl = "${url}"\ninterval_seconds = 0.3\n`,
      )
      .join(""),
  );
  try {
    await eventually("a look at each", async () => {
      const { watches } = await monitor.json<{ watches: { last_checked?: string }[] }>(
        "/api/watches",
      );
      return watches.every(({ last_checked: at }) => at !== undefined);
    });
    for (const path of ["/", "/alerts", ...liars.map((_, index) => `/targets/liar%20${index}`)])
      expect([path, (await readPage(monitor.call, path)).status]).toEqual([path, 200]);
  } finally {
    for (const liar of liars) await liar[Symbol.asyncDispose]();
  }
});
