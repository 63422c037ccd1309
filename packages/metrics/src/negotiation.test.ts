import { gunzipSync } from "node:zlib";
import { createMetrics } from "@ettl/metrics";
import { metricsRoutes } from "@ettl/metrics/hono";
import { expect, test } from "vitest";
import { parseExposition } from "../test/exposition.ts";

const metrics = createMetrics({ version: "1", runtimeMetrics: false });
metrics.counter({ name: "c_total", help: "C." }).inc();

const text = "text/plain; version=0.0.4; charset=utf-8";
const open = "application/openmetrics-text; version=1.0.0; charset=utf-8";

const accepted: readonly (readonly [header: string | undefined, type: string])[] = [
  [undefined, text],
  ["", text],
  ["*/*", text],
  ["text/plain", text],
  ["text/*", text],
  ["application/json", text],
  ["text/html", text],
  ["nonsense", text],
  [";;;,,,=q", text],
  // Prometheus 2.42.
  [
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
    open,
  ],
  // Prometheus 2.49 and later, protobuf first where native histograms are on.
  [
    "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
    open,
  ],
  // Prometheus 3.
  [
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
    open,
  ],
  // Chromium, Firefox, curl.
  [
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
    text,
  ],
  ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", text],
  ["application/openmetrics-text", open],
  // Text is none of these.
  ["application/*", open],
  ["application/openmetrics-text; version=1.0.0; charset=utf-8", open],
  ["application/openmetrics-text;version=0.0.1", open],
  ['application/openmetrics-text; version="1.0.0"', open],
  ["APPLICATION/OpenMetrics-Text; Version=1.0.0", open],
  ["  application/openmetrics-text ; q=1 ", open],
  ["application/openmetrics-text;Q=0.9,text/plain;q=0.5", open],
  ["text/plain;q=0.5,application/openmetrics-text;q=0.9", open],
  ["text/plain,application/openmetrics-text;q=0.9", text],
  ["text/plain;q=0.9,application/openmetrics-text;q=0.1", text],
  ["application/openmetrics-text;q=0", text],
  ["application/openmetrics-text;q=0.0,*/*", text],
  ["application/openmetrics-text;q=0,text/plain;q=0", text],
  ["application/openmetrics-text;q=abc,text/plain;q=0.5", text],
  // Only 1.0 can be written: a reader who wants 2.0 and nothing else gets what all can read.
  ["application/openmetrics-text;version=2.0.0", text],
  ["application/openmetrics-text;version=2.0.0,text/plain;version=0.0.4;q=0.5", text],
  [
    "application/openmetrics-text;version=2.0.0;q=0.9,application/openmetrics-text;version=1.0.0;q=0.8,text/plain;q=0.5",
    open,
  ],
];

for (const [accept, type] of accepted)
  test(`M8 Accept: ${accept} is answered with ${type}`, async () => {
    const { contentType, body, contentEncoding } = await metrics.scrape({ accept });
    expect(contentType).toBe(type);
    expect(contentEncoding).toBeUndefined();
    const families = parseExposition(`${body}`, type === text ? "text" : "OpenMetrics");
    expect(families.find(({ name }) => name.startsWith("c"))?.samples[0]?.value).toBe(1);
  });

const encodings: readonly (readonly [header: string | undefined, gzip: boolean])[] = [
  [undefined, false],
  ["", false],
  ["gzip", true],
  ["GZIP", true],
  ["gzip, deflate, br, zstd", true],
  ["deflate, gzip;q=1.0, *;q=0.5", true],
  ["gzip;q=0.001", true],
  ["identity;q=0.5, gzip", true],
  ["*", true],
  ["br, *;q=0.1", true],
  ["identity", false],
  ["br", false],
  ["deflate", false],
  ["gzip;q=0", false],
  ["gzip;q=0.000", false],
  ["gzip;q=0, *", false],
  ["*;q=0", false],
  ["identity, *;q=0", false],
  ["identity, gzip;q=0.5", false],
  ["gzip;q=abc", false],
];

for (const [acceptEncoding, isZipped] of encodings)
  test(`M8 Accept-Encoding: ${acceptEncoding} is answered ${isZipped ? "in gzip" : "as it is"}`, async () => {
    const { body, contentEncoding } = await metrics.scrape({ acceptEncoding });
    expect(contentEncoding).toBe(isZipped ? "gzip" : undefined);
    parseExposition(`${isZipped ? gunzipSync(body) : body}`);
  });

test("M8 each answer over HTTP says what it is, what it varies by, and is not kept", async () => {
  const app = metricsRoutes(metrics);
  for (const accept of ["*/*", "application/openmetrics-text;version=1.0.0"])
    for (const encoding of ["identity", "gzip"])
      for (const method of ["GET", "HEAD"]) {
        const headers = { accept, "accept-encoding": encoding };
        const response = await app.request("/metrics", { method, headers });
        expect(response.status).toBe(200);
        expect(response.headers.get("content-type")).toBe(accept === "*/*" ? text : open);
        expect(response.headers.get("content-encoding")).toBe(encoding === "gzip" ? "gzip" : null);
        expect(response.headers.get("vary")?.split(/, */).sort()).toEqual([
          "Accept",
          "Accept-Encoding",
        ]);
        expect(response.headers.get("cache-control")).toContain("no-store");
        const body = Buffer.from(await response.arrayBuffer());
        if (method === "HEAD") expect(body).toHaveLength(0);
        else {
          const plain = `${encoding === "gzip" ? gunzipSync(body) : body}`;
          parseExposition(plain, accept === "*/*" ? "text" : "OpenMetrics");
        }
      }
});
