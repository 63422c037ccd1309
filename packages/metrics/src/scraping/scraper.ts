import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Registry } from "prom-client";
import { writeBody } from "./body.ts";
import { type CollectFailure, Collecting } from "./collecting.ts";
import { contentTypes, prefersGzip, prefersOpenMetrics } from "./negotiation.ts";
import { RenderQueue } from "./render-queue.ts";
import { collectSections } from "./sections.ts";

/** What the one who scrapes takes. */
export interface ScrapeOptions {
  /** The request's `Accept` header. Without it, or with none that is known: text 0.0.4. */
  readonly accept?: string | undefined;
  /** The request's `Accept-Encoding` header. */
  readonly acceptEncoding?: string | undefined;
}

/** An answer to a scrape, ready to be sent. */
export interface Scrape {
  readonly contentType: string;
  readonly contentEncoding?: "gzip";
  /** Shared by all who asked at the same time: not to be changed. */
  readonly body: Buffer;
}

export interface ScraperOptions {
  readonly registry: Registry;
  /** How long a `collect` function may take, in milliseconds. */
  readonly collectTimeoutMs: number;
  readonly onCollectFailed: (metric: string, failure: CollectFailure, error: unknown) => void;
  readonly onWritten: (durationSeconds: number) => void;
}

const compress = promisify(gzip);

/** Writes a registry as Prometheus text 0.0.4 or OpenMetrics 1.0, one at a time. */
export class Scraper {
  readonly #options: ScraperOptions;
  readonly #collecting: Collecting;
  readonly #renders = new RenderQueue<Buffer>();
  readonly #compressed = new WeakMap<Buffer, Promise<Buffer>>();
  #callers = 0;
  /** What to expect of the next body, in bytes. */
  #expectedBytes = 0;

  constructor(options: ScraperOptions) {
    this.#options = options;
    this.#collecting = new Collecting(options.collectTimeoutMs);
  }

  async scrape({ accept = "", acceptEncoding = "" }: ScrapeOptions): Promise<Scrape> {
    const openMetrics = prefersOpenMetrics(accept);
    const contentType = openMetrics ? contentTypes.openMetrics : contentTypes.text;
    const kind = openMetrics ? "openmetrics" : "text";
    const body = await this.#renders.run(kind, () => this.#render(openMetrics, () => true));
    if (!prefersGzip(acceptEncoding)) return { contentType, body };
    return { contentType, contentEncoding: "gzip", body: await this.#compress(body) };
  }

  /** Text 0.0.4 of some of the metrics, for somebody else than a scraper. */
  async text(only: (name: string) => boolean): Promise<string> {
    const kind = `text, for one caller ${++this.#callers}`;
    return (await this.#renders.run(kind, () => this.#render(false, only))).toString();
  }

  async #render(openMetrics: boolean, only: (name: string) => boolean): Promise<Buffer> {
    const { registry, onCollectFailed, onWritten } = this.#options;
    const begin = performance.now();
    const { sections, failed } = await collectSections(registry, this.#collecting, {
      openMetrics,
      only,
    });
    for (const { metric, failure, error } of failed) onCollectFailed(metric, failure, error);
    const body = await writeBody(sections, openMetrics, this.#expectedBytes);
    this.#expectedBytes = Math.ceil(body.length * 1.1);
    onWritten((performance.now() - begin) / 1000);
    return body;
  }

  /** In zlib's own threads: the event loop goes on. Once per body. */
  #compress(body: Buffer): Promise<Buffer> {
    const known = this.#compressed.get(body);
    if (known) return known;
    const compressed = compress(body, { chunkSize: 1 << 18 });
    this.#compressed.set(body, compressed);
    return compressed;
  }
}
