import { gzipSync } from "node:zlib";
import { createMetrics } from "@ettl/metrics";
import { serveApp } from "@ettl/telemetry/hono";
import {
  eventually,
  promtoolComplaints,
  startPrometheus,
  startPushgateway,
} from "@ettl-tooling/test";
import { Counter, Gauge, Histogram, Pushgateway, Registry, Summary } from "prom-client";
import { expect, test } from "vitest";
import { parseExposition } from "../exposition/index.ts";
import { createPushTarget, type PushTargetOptions, pushRoutes } from "./index.ts";

async function served(options: PushTargetOptions = {}) {
  const target = createPushTarget(options);
  const server = await serveApp(pushRoutes(target), { host: "127.0.0.1", port: 0 });
  return {
    target,
    address: server.address,
    url: `http://${server.address}`,
    [Symbol.asyncDispose]: () => server.close(0),
  };
}

/** Everything in a text but what the real one tells about itself, in an order of its own. */
function content(text: string) {
  const ofItself = /^(go|process|promhttp|pushgateway)_/;
  return parseExposition(text)
    .filter(({ name }) => !ofItself.test(name))
    .map(({ samples, ...family }) => ({
      ...family,
      samples: samples
        .map(({ name, labels, value }) => {
          const isTime = /^push_(failure_)?time_seconds$/.test(name);
          const texts = labels.map((label) => `${label.name}=${JSON.stringify(label.value)}`);
          // The two see a push at different moments.
          return `${name}{${texts.join(",")}} ${isTime ? value > 0 : value}`;
        })
        .sort(),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

type Step = readonly [
  method: string,
  path: string,
  body?: string,
  headers?: Readonly<Record<string, string>>,
];

const histogram = `# HELP h_seconds H\\nand \\\\.
# TYPE h_seconds histogram
h_seconds_bucket{le="0.1",path="/"} 1
h_seconds_bucket{path="/",le="1000000"} 4
h_seconds_count{path="/"} 5
h_seconds_sum{path="/"} 2.5e+07
`;
const steps: readonly Step[] = [
  ["PUT", "/metrics/job/a", 'x{n="1"} 1\ny 0.1\n'],
  ["PUT", "/metrics/job/a/", "# TYPE z counter\nz 3\n"],
  ["POST", "/metrics/job/a", 'x{n="2",instance="own",job="own"} NaN\n'],
  ["POST", "/metrics/job/a", "# HELP mine X.\nmine -Inf\n"],
  ["POST", "/metrics/job/a", ""],
  ["PUT", "/metrics/job/b/instance/i/path@base64/L3Zhci90bXA", histogram],
  ["PUT", "/metrics/job/b/empty@base64/=", 'x{empty="no"} 5e-324\n'],
  ["PUT", "/metrics/job/b/empty/", "x 1.7976931348623157e308\n"],
  ["PUT", "/metrics/job/%C3%A9%20%25", 'x{v="\\"\\\\\\n😀\r\u2028"} 12345678901234567\n'],
  [
    "PUT",
    "/metrics/job@base64/YS9i",
    '# TYPE s summary\ns{quantile="0.50"} 1\ns{quantile="1e-5"} 2\ns_count 2\n',
  ],
  // Lines of two metrics in turns, in any case, with blanks, a comma at the end, a comment.
  ["PUT", "/metrics/job/loose", '#TYPE p GAUGE\np 1\n  q { a = "b" , }\t2\n# what\n\np{c="d"} 3\n'],
  ["PUT", "/metrics/job/own", "push_time_seconds 1\nw 1\n"],
  ["PUT", "/metrics/job/zipped", gzipped("v 1\n"), { "content-encoding": "gzip" }],
  ["PUT", "/metrics/job/form", "v 1\n", { "content-type": "application/x-www-form-urlencoded" }],
  // What is refused.
  ["PUT", "/metrics/job/a", "x 1"],
  ["PUT", "/metrics/job/a", "x 1 \n"],
  ["PUT", "/metrics/job/a", "x 1\r\n"],
  ["PUT", "/metrics/job/a", 'x{a="\\t"} 1\n'],
  ["PUT", "/metrics/job/a", 'x{a="b",a="c"} 1\n'],
  ["PUT", "/metrics/job/a", "x 0x1\n"],
  ["PUT", "/metrics/job/a", "# TYPE x info\nx 1\n"],
  ["PUT", "/metrics/job/a", "x 1\n# TYPE x gauge\n"],
  ["PUT", "/metrics/job/a", "# HELP x A\n# HELP x B\nx 1\n"],
  ["PUT", "/metrics/job/a", '# TYPE h histogram\nh_bucket{le="one"} 1\n'],
  ["PUT", "/metrics/job/a", "x 1 1\n"],
  ["PUT", "/metrics/job/a", "x 1\nx 2\n"],
  ["PUT", "/metrics/job/a", 'x{job="1"} 1\nx{job="2"} 2\n'],
  ["PUT", "/metrics/job/a", 'x{__a="1"} 1\n'],
  ["PUT", "/metrics/job/c", "# TYPE x gauge\nx 1\n"],
  ["PUT", "/metrics/job/c", "h_seconds_sum 1\n"],
  ["POST", "/metrics/job/c", "# TYPE z summary\nz_sum 1\n"],
  ["PUT", "/metrics/job/b", 'h_seconds{instance="i",path="/var/tmp"} 1\n'],
  ["PUT", "/metrics/job/a/instance", "x 1\n"],
  ["PUT", "/metrics/job/a/b-c/d", "x 1\n"],
  ["PUT", "/metrics/job/a/__b/d", "x 1\n"],
  ["PUT", "/metrics/job/a/b@base64/!!", "x 1\n"],
  ["PUT", "/metrics/job@base64/=", "x 1\n"],
  ["PUT", "/metrics/job/a", "x 1\n", { "content-encoding": "gzip" }],
  ["GET", "/metrics/job/a"],
  ["PATCH", "/metrics/job/a", "x 1\n"],
  ["PUT", "/metrics/job", "x 1\n"],
  // What is dropped, and comes again.
  ["DELETE", "/metrics/job/b/empty@base64/="],
  ["DELETE", "/metrics/job/none"],
  ["DELETE", "/metrics/job/a/b"],
  ["PUT", "/metrics/job/a", ""],
  ["PUT", "/metrics/job/c", "# TYPE y gauge\ny 1\n"],
  ["DELETE", "/metrics/job/loose"],
];

function gzipped(text: string): string {
  // As text of one byte a character, which the sender turns back.
  return gzipSync(text).toString("latin1");
}

async function send(url: string, [method, path, body, headers = {}]: Step): Promise<number> {
  const isPacked = "content-encoding" in headers && body?.startsWith("\u001f");
  const bytes = Buffer.from(body ?? "", isPacked ? "latin1" : "utf8");
  const response = await fetch(url + path, {
    method,
    headers,
    ...(body !== undefined && { body: bytes }),
  });
  await response.arrayBuffer();
  return response.status;
}

test("after each of many pushes a real Pushgateway answers the same and has the same metrics", async () => {
  await using gateway = await startPushgateway();
  await using ours = await served();
  for (const step of steps) {
    const what = step.slice(0, 3).join(" ");
    const [theirStatus, ourStatus] = [await send(gateway.url, step), await send(ours.url, step)];
    expect([what, ourStatus]).toEqual([what, theirStatus]);
    const text = ours.target.text();
    await eventually(`the same after ${what}`, async () => {
      // A DELETE of the real one is only queued by the time of its answer.
      const [mine, other] = [content(text), content(await gateway.scraped())];
      return step[0] !== "DELETE" || JSON.stringify(mine) === JSON.stringify(other);
    });
    expect([what, content(text)]).toEqual([what, content(await gateway.scraped())]);
  }
});

test("prom-client and @ettl/metrics leave the same in both", async () => {
  await using gateway = await startPushgateway();
  await using ours = await served();
  const registry = new Registry();
  const of = (name: string) => ({
    name,
    help: 'H "q" \\\n.',
    labelNames: ["v"],
    registers: [registry],
  });
  const [counter, gauge] = [new Counter(of("c_total")), new Gauge(of("g"))];
  const [buckets, summary] = [new Histogram(of("b")), new Summary(of("s"))];
  for (const v of ['"', "\\", "\n", "é😀", "\ud800", ""]) {
    counter.inc({ v }, 0.1);
    gauge.set({ v }, -Infinity);
    for (const value of [0.001, 3, 100]) {
      buckets.observe({ v }, value);
      summary.observe({ v }, value);
    }
  }
  const metrics = createMetrics({ version: "1" });
  metrics.recordJob({ job: "a/b", status: "success", durationSeconds: 2 });
  metrics.recordExport({ type: "all", status: "success", format: "csv", durationSeconds: 2 });
  for (const { url } of [gateway, ours]) {
    const client = new Pushgateway(url, {}, registry);
    const groupings = { instance: "host 1", v: "of the group" };
    await client.push({ jobName: "nightly" });
    await client.pushAdd({ jobName: "other", groupings: { instance: "é" } });
    await client.push({ jobName: "gone", groupings: { instance: "1" } });
    await client.delete({ jobName: "gone", groupings: { instance: "1" } });
    // All series become one, which neither takes.
    await expect(client.push({ jobName: "clash", groupings })).rejects.toThrow(/status 400/);
    expect(await metrics.push({ url, job: "ettl/job" })).toEqual({
      outcome: "pushed",
    });
  }
  // What the process tells about itself has moved on between the two pushes.
  const still = (text: string) =>
    content(text).filter(({ name }) => !/^ettl_|_usage_|_goroutines_/.test(name));
  expect(still(ours.target.text())).toEqual(still(await gateway.scraped()));
  expect(await promtoolComplaints(ours.target.text())).toEqual(
    await promtoolComplaints(await gateway.scraped()),
  );
});

test("a real Prometheus scrapes what was pushed under its own labels, until the group expires", async () => {
  const problems: unknown[] = [];
  await using ours = await served({ onProblem: (problem) => problems.push(problem) });
  const registry = new Registry();
  new Gauge({ name: "rows", help: "Rows.", registers: [registry] }).set(17);
  const client = new Pushgateway(`${ours.url}`, {}, registry);
  await client.push({ jobName: "kept" });
  await client.push({ jobName: "short", groupings: { instance: "host" } });
  expect(await promtoolComplaints(ours.target.text())).toEqual([]);

  await using prometheus = await startPrometheus({
    address: ours.address,
    path: "/pushed/metrics",
    honorLabels: true,
  });
  const rows = async () => (await prometheus.query("rows")).map(({ labels }) => labels);
  await eventually("both groups", async () => (await rows()).length === 2);
  expect(await rows()).toEqual(
    expect.arrayContaining([{ job: "kept" }, { job: "short", instance: "host" }]),
  );
  const [time] = await prometheus.query('push_time_seconds{job="kept"}');
  expect(Math.abs((time?.value ?? 0) - Date.now() / 1000)).toBeLessThan(60);

  // Its end comes two seconds after this push.
  const again = await fetch(`${ours.url}/metrics/job/short/instance/host?ttl_seconds=2`, {
    method: "POST",
  });
  expect(again.status).toBe(200);
  await eventually("one group is left", async () => (await rows()).length === 1);
  expect(await rows()).toEqual([{ job: "kept" }]);
  expect(await prometheus.query('up{job="export-trakt-0"} == 1')).toHaveLength(1);
  expect(problems).toEqual([]);
});
