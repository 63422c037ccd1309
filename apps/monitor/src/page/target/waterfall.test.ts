import fc from "fast-check";
import { expect, test } from "vitest";
import { otlpSpans } from "./otlp-spans.ts";
import { tracesOf, worthShowing } from "./trace-list.ts";
import { waterfallOf } from "./waterfall.ts";

const beganMs = Date.parse("2026-11-23T14:00:00Z");
const traceId = "7f3a9c00000000000000000000000000";

interface SpanInput {
  readonly id: string;
  readonly parent?: string;
  readonly name?: string;
  /** Since the begin of the trace. */
  readonly fromMs?: number;
  readonly tookMs?: number;
  readonly failed?: boolean;
  readonly retry?: number;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly more?: object;
}

const nanoseconds = (ms: number) => String(BigInt(Math.round((beganMs + ms) * 1_000)) * 1_000n);

/** The spans as a program answers them. */
function spans(...inputs: readonly SpanInput[]) {
  const attribute = ([key, stringValue]: [string, string]) => ({ key, value: { stringValue } });
  return otlpSpans({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: inputs.map((one) => ({
              traceId,
              spanId: one.id,
              ...(one.parent !== undefined && { parentSpanId: one.parent }),
              name: one.name ?? one.id,
              startTimeUnixNano: nanoseconds(one.fromMs ?? 0),
              endTimeUnixNano: nanoseconds((one.fromMs ?? 0) + (one.tookMs ?? 0)),
              attributes: [
                ...Object.entries(one.attributes ?? {}).map(attribute),
                ...(one.retry === undefined
                  ? []
                  : [
                      {
                        key: "http.request.resend_count",
                        value: { intValue: String(one.retry) },
                      },
                    ]),
              ],
              status: one.failed ? { code: 2 } : {},
              ...one.more,
            })),
          },
        ],
      },
    ],
  });
}

/** `name(depth) look` of each row. */
const shape = (...inputs: readonly SpanInput[]) =>
  waterfallOf(spans(...inputs)).rows.map(({ name, depth, look }) => `${name}(${depth}) ${look}`);

test("spans stand below their parents in order of time, with the one that failed by itself told from those above it", () => {
  expect(
    shape(
      { id: "page", parent: "export", fromMs: 10, tookMs: 80, failed: true },
      { id: "call", parent: "page", fromMs: 20, tookMs: 5, failed: true },
      { id: "wait retry-after", parent: "page", fromMs: 25, tookMs: 10 },
      { id: "later", parent: "export", fromMs: 95, tookMs: 1 },
      { id: "export", tookMs: 100, failed: true },
    ),
  ).toEqual([
    "export(0) par",
    "page(1) par",
    "call(2) bad",
    "wait retry-after(2) wait",
    "later(1) ok",
  ]);
});

test("attempts that were tried again are amber, the last one red, and the time between them is a wait", () => {
  const { rows, totalMs } = waterfallOf(
    spans(
      { id: "run", tookMs: 1_000, failed: true },
      { id: "1", name: "GET /x", parent: "run", fromMs: 0, tookMs: 100, failed: true },
      { id: "2", name: "GET /x", parent: "run", fromMs: 500, tookMs: 100, failed: true, retry: 1 },
      { id: "3", name: "GET /x", parent: "run", fromMs: 900, tookMs: 100, failed: true, retry: 2 },
    ),
  );
  expect(totalMs).toBe(1_000);
  expect(
    rows.map(({ look, pause }) => [look, pause && [pause.x, pause.width, pause.lastedMs]]),
  ).toEqual([
    ["par", undefined],
    ["warn", undefined],
    ["warn", [10, 40, 400]],
    ["bad", [60, 30, 300]],
  ]);
});

test("what explains a span stands beside it, and what it said below", () => {
  const [row] = waterfallOf(
    spans({
      id: "a",
      name: "GET",
      failed: true,
      retry: 2,
      attributes: {
        "http.request.method": "GET",
        "url.template": "/sync/history",
        "http.response.status_code": "429",
        "error.type": "429",
        "export.page": "3",
      },
      more: {
        status: { code: 2, message: "too many" },
        events: [
          {
            name: "exception",
            attributes: [
              { key: "exception.type", value: { stringValue: "HttpError" } },
              { key: "exception.message", value: { stringValue: "too many requests" } },
            ],
          },
          { name: "cache.miss", attributes: [{ key: "key", value: { intValue: 4 } }] },
        ],
      },
    }),
  ).rows;
  expect(row?.note).toBe("GET /sync/history, page 3, 429, retry 2");
  expect(row?.said).toEqual(["HttpError: too many requests", "cache.miss key=4"]);
});

test("orphans, circles, spans twice and ones outside of their parents' time are all there, once", () => {
  expect(
    shape(
      { id: "orphan", parent: "forgotten", fromMs: 50, tookMs: 10 },
      { id: "egg", parent: "hen", fromMs: 5 },
      { id: "hen", parent: "egg", fromMs: 6 },
      { id: "own", parent: "own", fromMs: 7 },
      { id: "root", fromMs: 10, tookMs: 20 },
      { id: "early", parent: "root", fromMs: 0, tookMs: 1 },
      { id: "root", fromMs: 11, tookMs: 20 },
    ),
  ).toEqual([
    "own(0) ok",
    "root(0) ok",
    "early(1) ok",
    "root(0) ok",
    "orphan(0) ok",
    "egg(0) ok",
    "hen(1) ok",
  ]);
});

test("of a long trace 300 rows are shown and the rest is counted, however deep it is", () => {
  const chain = Array.from({ length: 5_000 }, (_, index) => ({
    id: `s${index}`,
    ...(index > 0 && { parent: `s${index - 1}` }),
    fromMs: index,
    failed: index === 4_999,
  }));
  const { rows, leftOut } = waterfallOf(spans(...chain));
  expect([rows.length, leftOut, rows.at(-1)?.depth]).toEqual([300, { spans: 4_700, failed: 1 }, 8]);
});

const ids = fc.constantFrom("a", "b", "c", "d", "e", "", "__proto__");
const anySpan = fc.record(
  {
    traceId: fc.constantFrom(traceId, "other"),
    spanId: fc.oneof(ids, fc.string()),
    parentSpanId: fc.oneof(ids, fc.constant(null)),
    name: fc.oneof(fc.string({ unit: "binary" }), fc.constant("wait"), fc.jsonValue()),
    startTimeUnixNano: fc.oneof(
      fc.nat(100).map((ms) => nanoseconds(ms)),
      fc.jsonValue(),
      fc.double(),
    ),
    endTimeUnixNano: fc.oneof(
      fc.nat(100).map((ms) => nanoseconds(ms)),
      fc.jsonValue(),
      fc.double(),
    ),
    status: fc.oneof(fc.constant({ code: 2, message: "m" }), fc.jsonValue()),
    attributes: fc.oneof(
      fc.constant([{ key: "http.request.resend_count", value: { intValue: "1" } }]),
      fc.jsonValue(),
    ),
    events: fc.oneof(fc.constant([{ name: "exception", attributes: [] }]), fc.jsonValue()),
  },
  { requiredKeys: [] },
);

test("whatever spans a program answers, each is a row once and within the time of the trace", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: anySpan }, fc.jsonValue())), (list) => {
      const all = otlpSpans({ resourceSpans: [{ scopeSpans: [{ spans: list }] }] });
      const traces = tracesOf(all);
      expect(traces.flatMap((trace) => trace.spans).length).toBe(all.length);
      expect(worthShowing(traces) === undefined).toBe(all.length === 0);
      for (const trace of traces) {
        const { rows, leftOut, totalMs } = waterfallOf(trace.spans);
        expect(rows.map(({ spanId }) => spanId).sort()).toEqual(
          trace.spans.map(({ spanId }) => spanId).sort(),
        );
        expect(leftOut.spans).toBe(0);
        expect(totalMs).toBeGreaterThanOrEqual(0);
        for (const { bar, pause, startMs, durationMs } of rows) {
          for (const { x, width } of pause ? [bar, pause] : [bar]) {
            expect(x).toBeGreaterThanOrEqual(0);
            expect(width).toBeGreaterThan(0);
            expect(x + width).toBeLessThanOrEqual(100.01);
          }
          expect(startMs + durationMs).toBeLessThanOrEqual(totalMs * (1 + 1e-9));
        }
      }
    }),
    { numRuns: 500 },
  );
});

test("an answer that is no list of spans has none", () => {
  fc.assert(fc.property(fc.jsonValue(), (answer) => otlpSpans(answer).length === 0));
  const values = (depth: number): object =>
    depth === 0 ? { stringValue: "x" } : { arrayValue: { values: [values(depth - 1)] } };
  const [span] = spans({ id: "a", more: { attributes: [{ key: "k", value: values(5_000) }] } });
  expect([...(span?.attributes ?? [])]).toEqual([]);
});
