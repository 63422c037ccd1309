import { outputMatches } from "@ettl-tooling/readme";
import { describe, expect, it } from "vitest";

const ok = (expected: string, actual: string) => outputMatches(expected, actual).ok;

describe("outputMatches", () => {
  it("takes times, ids, durations, ports and versions of two runs for the same", () => {
    const one = [
      "[2026-11-23 16:34:24] INFO job.done",
      "  ├─ correlation_id: 06e38efb-edc7-42c0-a5f8-83fd0c555f87",
      "  ├─ trace_id: 077f7c6a47eeb47a7a90a4747f631884",
      "  └─ duration_ms: 11",
      '{"timestamp":"2026-11-23T16:34:24.450Z","span_id":"1b7eb0c100ba3c76","version":"0.0.0"}',
      "up 1m 3s at http://127.0.0.1:35847/ since 1795451665.059, by process 13488",
    ].join("\n");
    const other = [
      "[2027-01-02 03:04:05] INFO job.done",
      "  ├─ correlation_id: 11acaa51-c4a9-437f-a373-9fb37e66472b",
      "  ├─ trace_id: 88417410420530dcff5e957e4972abd7",
      "  └─ duration_ms: 4.25",
      '{"timestamp":"2027-01-02T03:04:05.6Z","span_id":"4fbfd8dd7da01016","version":"1.12.3-beta.1"}',
      "up 5.003355s at http://127.0.0.1:41234/ since 1795452910, by process 7",
    ].join("\n");
    expect(outputMatches(one, other)).toEqual({ ok: true, difference: "" });
  });

  it("keeps apart what a program has counted, named or decided", () => {
    expect(ok("rows: 3", "rows: 4")).toBe(false);
    expect(ok("attempts: 1", "attempts: 2")).toBe(false);
    expect(ok('orders_total{country="fr"} 1', 'orders_total{country="fr"} 1.9')).toBe(false);
    expect(ok("status healthy", "status degraded")).toBe(false);
    expect(ok("at 127.0.0.1:80", "at 127.0.0.2:80")).toBe(false);
    expect(ok("asks 127.0.0.1:9464", "asks 127.0.0.1:9090")).toBe(false);
    expect(ok("interval_seconds = 30", "interval_seconds = 600")).toBe(false);
    expect(ok("again in 5m", "again in 3d")).toBe(false);
  });

  it("lets columns be as wide as they are, and indentation matter", () => {
    expect(ok("ops      failed  in 12 ms", "ops  failed     in 3 ms")).toBe(true);
    expect(ok("  deep", "deep")).toBe(false);
  });

  it("reads three dots as any text in a line, and on a line of their own as any lines", () => {
    expect(ok("file …/exports/a.csv", "file /tmp/x1/exports/a.csv")).toBe(true);
    expect(ok("…\nb\n…\nd\n…", "a\nb\nc\nd\ne")).toBe(true);
    expect(ok("b\n…", "b")).toBe(true);
    expect(ok("…\nd\n…\nb\n…", "a\nb\nc\nd")).toBe(false);
    expect(ok("a\n…\nc", "a\nb\nc\nd")).toBe(false);
    expect(ok("…\nx", "a\nx\nb\nx")).toBe(true);
  });

  it.each([
    ["a\nb", "a\nc", 'line 2: expected "b", printed "c"'],
    ["a\nb", "a", 'line 2: expected "b", printed nothing more'],
    ["a", "a\nb", 'line 2: expected nothing more, printed "b"'],
    ["", "a", 'line 1: expected nothing more, printed "a"'],
    ["…\nb\nc\n…", "a\nb\nd", 'line 3: expected "c", printed "d"'],
    ["…\nx\n…", "a\nb", 'line 2: "x" was not printed; instead "a"'],
  ])("says of %j and %j: %s", (expected, actual, difference) => {
    expect(outputMatches(expected, actual)).toEqual({ ok: false, difference });
  });
});
