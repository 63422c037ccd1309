import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodedOtlp, httpReceiver, runProgram } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const program = fileURLToPath(new URL("../test/instrumented-program.mjs", import.meta.url));
// `pnpm test:peers` installs it.
const instrumentation = join(homedir(), ".cache", "ettl", "instrumentation");

test("spans of OpenTelemetry's instrumentation of fetch and node:http join ours in one trace", async () => {
  await using collector = await httpReceiver();
  const { code, stdout, stderr } = await runProgram([program, instrumentation, collector.url]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const spans = (await decodedOtlp(collector.requests.map(({ body }) => body))).flat();
  const [root] = spans.filter(({ parentSpanId }) => parentSpanId === "");
  if (!root) throw new Error("no span is a root");
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([root.traceId]));

  // Each as its path from the root: kind, name and who made it.
  const kinds = ["", "internal", "server", "client"];
  const path = (span: (typeof spans)[number]): string => {
    const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
    const own = `${kinds[span.kind]} ${span.name} by ${span.scope.name.replace("@opentelemetry/", "")}`;
    return parent ? `${path(parent)} > ${own}` : own;
  };
  const job = "internal job by ettl";
  const fetched = `${job} > client GET by instrumentation-undici`;
  const got = `${job} > client GET by instrumentation-http`;
  // Our own posts to the collector went through node:http and are no spans.
  expect(spans.map(path).sort()).toEqual(
    [
      job,
      `${job} > internal early by early`,
      fetched,
      `${fetched} > server GET by instrumentation-http`,
      `${fetched} > server GET by instrumentation-http > internal handle /found by ettl`,
      got,
      `${got} > server GET by instrumentation-http`,
      `${got} > server GET by instrumentation-http > internal handle /missing by ettl`,
    ].sort(),
  );
  const missing = spans.find((span) => path(span) === got);
  expect(missing?.status.code).toBe(2);
  expect(missing?.attributes["http.response.status_code"]).toEqual({ int: "404" });
  expect(JSON.parse(stdout)).toMatchObject({ ended: 8, exported: 8, dropped: 0 });
});
