import { createHash } from "node:crypto";
import { openOtel } from "../metrics/otel.ts";
import { openOurs } from "../metrics/ours.ts";
import { openPromClient } from "../metrics/prom-client.ts";
import type { Labels } from "./series.ts";

export const libraries = ["ours", "prom-client", "OpenTelemetry, collect() only"] as const;
export type Library = (typeof libraries)[number];

export interface Scrapable {
  inc(labels: Labels, value: number): void;
  observe(labels: Labels, value: number): void;
  scrape(): Promise<unknown>;
  /** Of the samples' lines in the order of the text; of OpenTelemetry's, which has none, sorted. */
  evidence(): Promise<{
    readonly lines: number;
    readonly inOrder?: string;
    readonly sorted: string;
  }>;
}

export function openLibrary(library: Library, room: number): Scrapable {
  if (library === "OpenTelemetry, collect() only") {
    const { counter, histogram, collect, lines } = openOtel(room);
    return {
      inc: (labels, value) => counter.add(value, labels),
      observe: (labels, value) => histogram.record(value, labels),
      scrape: collect,
      async evidence() {
        const found = await lines();
        return { lines: found.length, sorted: digest(found) };
      },
    };
  }
  const { counter, histogram, scrape } = library === "ours" ? openOurs(room) : openPromClient();
  return {
    inc: (labels, value) => counter.inc(labels, value),
    observe: (labels, value) => histogram.observe(labels, value),
    scrape: () => scrape(),
    async evidence() {
      const lines = (await scrape()).toString().split("\n");
      const found = lines.filter((line) => line.startsWith("bench_"));
      return { lines: found.length, inOrder: digest(found), sorted: digest(found.sort()) };
    },
  };
}

function digest(lines: readonly string[]): string {
  const hash = createHash("sha256");
  for (const line of lines) hash.update(line).update("\n");
  return hash.digest("hex").slice(0, 16);
}
