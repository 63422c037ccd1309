import { Counter, Histogram, Registry } from "prom-client";
import { counterConfig, histogramConfig, samplesIn } from "./instruments.ts";

/** prom-client by its documents, without exemplars: they would be more work still. */
export function openPromClient() {
  const registry = new Registry();
  const registers = [registry];
  return {
    counter: new Counter({ ...counterConfig, registers }),
    histogram: new Histogram({ ...histogramConfig, registers }),
    lines: async () => samplesIn(await registry.metrics()),
    /** The bytes, for bytes are what a scraper gets; `response.end(text)` makes them, too. */
    scrape: async (): Promise<Buffer> => Buffer.from(await registry.metrics()),
  };
}
