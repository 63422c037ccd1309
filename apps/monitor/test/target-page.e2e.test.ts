import { eventually, httpReceiver } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { realTarget } from "./real-target.ts";
import { servingMonitor } from "./serving-monitor.ts";

const targetToken = "a-token-of-the-target";
const readToken = "a-token-that-reads-only";
const hour = 3_600_000;

const toml = (text: string) => JSON.stringify(text);
const targetAt = (url: string, { name = "shop", more = "" } = {}) =>
  `[[targets]]\nname = ${toml(name)}\nurl = "${url}"\ninterval_seconds = 0.3\n${more}`;

/** What a browser would show of some HTML, without what is drawn. */
function textOf(html: string): string {
  return html
    .replace(/<title>[\s\S]*?<\/title>/g, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ");
}

/** The piece of the page from one id up to another. */
function between(html: string, from: string, to: string): string {
  const begin = html.indexOf(`id="${from}"`);
  const end = html.indexOf(`id="${to}"`, begin);
  if (begin === -1 || end === -1) throw new Error(`the page has no ${from} before ${to}`);
  return html.slice(html.indexOf(">", begin) + 1, html.lastIndexOf("<", end));
}

type Monitor = Awaited<ReturnType<typeof servingMonitor>>;

async function pageOf(monitor: Monitor, query = "", name = "shop"): Promise<string> {
  const path = `/targets/${encodeURIComponent(name)}${query}`;
  const response = await monitor.call(path, { headers: { accept: "text/html" } });
  expect([path, response.status]).toEqual([path, 200]);
  return response.text();
}

/** The page once it has this text; it is looked at again and again. */
async function pageWith(monitor: Monitor, text: string, query = "", name = "shop") {
  let html = "";
  await eventually(`"${text}" on the page`, async () => {
    html = await pageOf(monitor, query, name);
    return textOf(html).includes(text);
  });
  return html;
}

test("the page of a program tells how it is and why, what it says of itself, and who was told", async () => {
  await using program = await realTarget(`[monitoring]\nauth_token = "${targetToken}"\n`);
  const { telemetry } = program;
  telemetry.health.register({
    name: "database",
    run: () => ({
      status: "degraded",
      message: "2 of 3 replicas",
      details: { replicas: 2, last_seen: { host: "db-3" } },
    }),
  });
  await telemetry.health.check();
  await telemetry.alerts.send({ level: "error", title: "Late", message: "m", source: "shop" });
  await telemetry.alerts.send({ level: "warning", title: "Slow", message: "m", source: "shop" });
  await telemetry.alerts.resolve({ title: "Slow", source: "shop", message: "fast again" });
  const endsAt = new Date(Date.now() + hour);
  await telemetry.alerts.silence({ sources: ["*"], reason: "moving house", endsAt });
  await using monitor = await servingMonitor(
    targetAt(program.url, { more: `token = "${targetToken}"\n` }),
  );
  const html = await pageWith(monitor, "Late");
  const text = textOf(html);
  expect(html).toContain('data-page="target"');
  expect(html).toContain('data-on="[&quot;target shop&quot;,&quot;alerts&quot;]"');
  expect(text).toContain("shop Degraded");
  expect(text).toContain(`which reports degraded: database: 2 of 3 replicas. Degraded since`);
  expect(textOf(between(html, "facts", "state"))).toMatch(
    /Version 3\.2\.1 Up .+ Healthy, 15m 100 % .*Address http:\/\/127/,
  );
  const components = between(html, "components", "target-alerts");
  expect(textOf(components)).toContain("1 degraded of ");
  // The worst first, and that one is open.
  expect(components).toMatch(/^[\s\S]*?<details id="component-database" open/);
  expect(components.match(/<details[^>]* open/g)).toHaveLength(1);
  expect(textOf(components)).toMatch(/replicas 2 last seen \{"host":"db-3"\}/);
  const alerts = between(html, "target-alerts", "charts");
  expect(textOf(alerts)).toMatch(
    /Error: Late m (Silenced, firing|Firing) for .+ Resolved: Slow .+ Resolved after/,
  );
  expect(textOf(alerts)).toMatch(/Silenced until \d\d:\d\d : moving house/);
  expect(alerts).toMatch(/href="\/alerts\?alert=[^"&]+&amp;process=shop"/);
});

test("a trace is a waterfall that leads to its log lines and its alert, and they lead back", async () => {
  await using program = await realTarget();
  const { telemetry } = program;
  let correlation = "";
  await telemetry
    .operation("import", { alertOn: "failure" }, async ({ logger, span }) => {
      correlation = String(
        (span as { attributes?: Record<string, unknown> }).attributes?.correlation_id,
      );
      logger.warn({ page: 3 }, "page refused");
      await telemetry.apiCall({ service: "films", endpoint: "/films", method: "GET" }, () => ({
        status: 200,
      }));
      throw new Error("no films");
    })
    .catch(() => {});
  await telemetry.operation("quiet", () => {});
  // The alert goes on: it belongs to each of the traces that raised it.
  await telemetry.alerts.send({
    ...{ level: "error", title: "Operation failed: import", source: "operation" },
    message: "again",
  });
  telemetry.logger.info("of no trace");
  await using monitor = await servingMonitor(targetAt(program.url));
  const html = await pageWith(monitor, "Its alert: Operation failed: import");
  const traces = between(html, "traces", "logs");
  // The newest that failed is shown, not the newest.
  expect(textOf(traces)).toMatch(/Span Timeline .*import .*GET \/films 200/);
  expect(traces).toMatch(/<tr class="d0">.*import[\s\S]*<tr class="d1">.*GET \/films/);
  expect(traces).toContain('class="w-bad"');
  expect(textOf(traces)).toMatch(/(\d+) log lines belong to this trace\. Show them/);
  const [, href = ""] = /<a href="([^"]*cid=[^"]*)">Show them/.exec(traces) ?? [];
  const query = href
    .replaceAll("&amp;", "&")
    .replace(/^[^?]*/, "")
    .replace(/#.*/, "");
  expect(query).toContain(`cid=${correlation}`);
  const filtered = await pageOf(monitor, query);
  const lines = between(filtered, "log", "lognew");
  expect(textOf(lines)).toContain("page refused operation=import page=3");
  expect(textOf(lines)).not.toContain("of no trace");
  expect(lines.match(/<li/g)).toHaveLength(
    Number(/(\d+) log lines belong/.exec(textOf(traces))?.[1]),
  );
  const [, id = ""] = /class="tid" href="[^"]*trace=([0-9a-f]{32})[^"]*"/.exec(lines) ?? [];
  expect(filtered).toContain(`Waterfall of trace ${id.slice(0, 6)}`);
  expect(textOf(await pageOf(monitor, `?trace=${"0".repeat(32)}`))).toContain(
    "shop does not remember this trace",
  );
  expect(textOf(await pageOf(monitor, "?trace=%3Cscript%3E"))).toContain("This trace is not there");
});

test("of the log a level means this and worse, and what is chosen outlives the form", async () => {
  await using program = await realTarget('[logging]\nlevel = "debug"\n'.slice(10));
  const { logger } = program.telemetry;
  for (const level of ["debug", "info", "warn", "error"] as const)
    logger[level](`a line of ${level}`);
  logger.error(new Error("disk full"), "not written");
  await using monitor = await servingMonitor(targetAt(program.url));
  const all = between(await pageWith(monitor, "a line of warn"), "log", "lognew");
  expect(textOf(all)).toMatch(
    /a line of info .*a line of warn .*a line of error .*not written: disk full/,
  );
  expect(all).toMatch(
    /<li class="l-warn" data-l="warn" data-k="[\w-]+"><time datetime="[^"]+Z">\d\d:\d\d:\d\d</,
  );
  const html = await pageOf(monitor, "?level=warn&range=6h&trace=x");
  const some = textOf(between(html, "log", "lognew"));
  expect([some.includes("of info"), some.includes("of warn"), some.includes("of error")]).toEqual([
    false,
    true,
    true,
  ]);
  expect(html).toMatch(/value="warn" checked=""/);
  const form = html.slice(html.indexOf('class="ltools"'), html.indexOf('id="log"'));
  expect(form).toContain('<input type="hidden" name="range" value="6h"/>');
  expect(form).toContain('<input type="hidden" name="trace" value="x"/>');
  expect(textOf(between(await pageOf(monitor, "?cid=nowhere"), "log", "lognew"))).toContain(
    "No lines match the filter.",
  );
});

test("charts are drawn by the server, say their values, and name where newer ones are", async () => {
  await using program = await realTarget();
  const orders = program.telemetry.metrics.gauge({ name: "orders_open", help: "Open orders." });
  orders.set(12);
  await using monitor = await servingMonitor(
    targetAt(program.url, { more: 'charts = ["orders_open", "not_there_total"]\n' }),
  );
  const html = await pageWith(monitor, "orders_open: now mean 12.");
  const charts = between(html, "charts", "traces");
  for (const name of ["Response time", "Event-loop delay", "Memory", "orders_open"])
    expect(charts).toContain(`id="chart-${encodeURIComponent(name)}"`);
  expect(charts).not.toContain("not_there_total");
  expect(charts).not.toContain("Exports");
  expect(textOf(charts)).toMatch(/Memory MB rss \d+(\.\d+)? heap used \d+(\.\d+)? Memory: now rss/);
  expect(charts.match(/class="fb"/g)?.length).toBe(charts.match(/<figure/g)?.length);
  const [, path = ""] = /data-samples="([^"]+)"/.exec(charts) ?? [];
  const from = new Date(Date.now() - hour).toISOString();
  const answer = await monitor.json<{ series: { points: object[] }[] }>(
    `${path}?metric=orders_open&from=${from}`,
  );
  expect(answer.series[0]?.points[0]).toMatchObject({ mean: 12, max: 12 });
});

test("S4 a program that hangs holds the page a moment only, and what failed is said where it failed", async () => {
  let hangs = false;
  await using server = await httpReceiver(({ url }, response) => {
    if (hangs && /telemetry\/(traces|logs)/.test(url)) return undefined;
    if (url === "/telemetry/logs") response.end('{"level":"info","message":"hello"}\n');
    else response.end('{"health":{"status":"healthy","components":[]}}');
    return undefined;
  });
  await using monitor = await servingMonitor(targetAt(server.url));
  expect(textOf(await pageWith(monitor, "which reports healthy"))).toContain(
    "No traces are remembered",
  );
  hangs = true;
  const startMs = performance.now();
  const html = await pageOf(monitor);
  // 1.5 s for both at once, and five times the slack.
  expect(performance.now() - startMs).toBeLessThan(7_500);
  const text = textOf(html);
  for (const what of ["Traces", "The log"])
    expect(text).toContain(
      `${what} could not be loaded. shop did not answer within 1.5 s. The rest of the page is what the monitor knows by itself. Try again`,
    );
  expect(text).toContain("shop Healthy");
});

test("who reads a page of a program that is gone sees since when, and from when the rest is", async () => {
  let isThere = true;
  await using server = await httpReceiver(({ url }, response) => {
    if (!isThere) response.destroy();
    else
      response.end(
        url === "/telemetry/status"
          ? '{"uptime_seconds":60,"service_version":"7.0","health":{"status":"healthy","components":[{"name":"disk","status":"healthy"}]}}'
          : "no JSON",
      );
    return undefined;
  });
  await using monitor = await servingMonitor(
    targetAt(server.url, { more: "failure_threshold = 1\n" }),
  );
  const before = textOf(await pageWith(monitor, "shop Healthy"));
  expect(before).toContain("Up ");
  expect(before).toContain("Traces could not be loaded. shop answered something that is no JSON.");
  isThere = false;
  const html = await pageWith(monitor, "shop Unhealthy");
  const facts = textOf(between(html, "facts", "state"));
  expect(facts).toContain("Version 7.0");
  expect(facts).not.toContain("Up ");
  expect(textOf(html)).toMatch(/all 1 healthy, as it was told (just now|.+ ago)/);
});

test("forms say what they would do where one may, and why not where one may not", async () => {
  await using program = await realTarget(`[monitoring]\nauth_token = "${targetToken}"\n`);
  await using monitor = await servingMonitor(
    `read_token = "${readToken}"\n${targetAt(program.url, { more: `token = "${targetToken}"\n` })}${targetAt(program.url, { name: "other" })}[[heartbeats]]
name = "other"
key = "a-key-of-the-heartbeat"
period_seconds = 60
`,
  );
  const html = await pageWith(monitor, "Version", "?range=6h&notice=done");
  const acts = html.slice(
    html.indexOf('class="acts"'),
    html.indexOf("</header>", html.indexOf('class="acts"')),
  );
  expect(acts).toContain('action="/actions/check"');
  expect(acts).toContain('action="/actions/silence"');
  expect(acts).not.toContain("disabled");
  for (const [name, value] of [
    ["kind", "target"],
    ["name", "shop"],
    ["process", "shop"],
    ["back", "/targets/shop?range=6h"],
  ])
    expect(acts).toContain(`<input type="hidden" name="${name}" value="${value}"/>`);
  const other = await pageOf(monitor, "", "other");
  expect(textOf(other)).toContain("The target's token is not configured");
  expect(other).toMatch(/<button type="submit" class="btn pri" disabled/);
  expect(other).toContain(
    "[&quot;target other&quot;,&quot;heartbeat other&quot;,&quot;alerts&quot;]",
  );

  const reading = await monitor.call("/targets/shop?range=6h", {
    headers: { Authorization: `Bearer ${readToken}` },
  });
  const read = await reading.text();
  expect(textOf(read)).toContain("To operate, log in with the token that may. Log in");
  expect(read).toContain('href="/login?next=%2Ftargets%2Fshop%3Frange%3D6h"');
  expect(read).toMatch(/<button type="submit" class="btn" disabled/);
  expect(read).toMatch(/<button type="submit" class="btn pri" disabled/);
});

test("a target that there is not is a page that says so", async () => {
  await using monitor = await servingMonitor("");
  const response = await monitor.call("/targets/nobody", { headers: { accept: "text/html" } });
  expect([response.status, response.headers.get("content-type")]).toEqual([
    404,
    "text/html; charset=utf-8",
  ]);
  expect(textOf(await response.text())).toContain("There is no target of that name.");
});

test("the page leads to traces and dashboards elsewhere where the configuration names them", async () => {
  await using program = await realTarget("[tracing]\nsampling_rate = 1.0\n");
  await program.telemetry.operation("export", async () => {});
  const name = 'a/b & "c"';
  const pages = `[page]\ntrace_url = "http://jaeger.example:16686/trace/{trace_id}"\ndashboard_url = "https://grafana.example/d/ettl?var-service={name}"\n`;
  await using monitor = await servingMonitor(`${pages}${targetAt(program.url, { name })}`);
  const html = await pageWith(monitor, "Open in Jaeger", "", name);
  expect(html).toMatch(/href="http:\/\/jaeger\.example:16686\/trace\/[0-9a-f]{32}"/);
  expect(html).toContain('href="https://grafana.example/d/ettl?var-service=a%2Fb%20%26%20%22c%22"');
  await using plain = await servingMonitor(targetAt(program.url));
  const without = await pageWith(plain, "belong to this trace");
  expect(without).not.toMatch(/Open in Jaeger|>\s*Dashboard/);
});
