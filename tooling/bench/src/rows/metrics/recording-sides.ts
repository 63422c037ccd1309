import { inSampledSpan, sampledIds } from "../../sampled-span.ts";
import type { openOtel } from "./otel.ts";
import type { openOurs } from "./ours.ts";
import type { openPromClient } from "./prom-client.ts";
import type { RecordingSide } from "./recording-row.ts";

type Ours = ReturnType<typeof openOurs>;
type PromClient = ReturnType<typeof openPromClient>;
type Otel = ReturnType<typeof openOtel>;

export const ours = (
  open: () => Ours,
  record: (opened: Ours, count: number) => void,
): RecordingSide => ({
  name: "ours",
  role: "ours",
  open() {
    const opened = open();
    const { lines, scrapeOpenMetrics } = opened;
    return {
      lines,
      prepare: scrapeOpenMetrics,
      record: (count) => record(opened, count),
      async fault() {
        const ids = inSampledSpan(sampledIds);
        const isThere = (await scrapeOpenMetrics()).includes(`# {trace_id="${ids?.trace_id}"`);
        return isThere ? undefined : "no exemplar of the active span";
      },
    };
  },
});

export const promClient = (
  open: () => PromClient,
  record: (opened: PromClient, count: number) => void,
): RecordingSide => ({
  name: "prom-client",
  role: "peer",
  open() {
    const opened = open();
    return { lines: opened.lines, record: (count) => record(opened, count) };
  },
});

export const otel = (
  open: () => Otel,
  record: (opened: Otel, count: number) => void,
): RecordingSide => ({
  name: "OpenTelemetry sdk-metrics",
  role: "peer",
  open() {
    const opened = open();
    return { lines: opened.lines, record: (count) => record(opened, count) };
  },
});
