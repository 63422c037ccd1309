import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type OpenMetricsContentType, Registry } from "prom-client";

export interface ScrapeOptions {
  /** The request's `Accept` header: OpenMetrics is written only if it is preferred by name. */
  readonly accept?: string | undefined;
  /** The request's `Accept-Encoding` header. */
  readonly acceptEncoding?: string | undefined;
}

export interface Scrape {
  readonly contentType: string;
  readonly contentEncoding?: "gzip";
  readonly body: Buffer;
}

const compress = promisify(gzip);

/** Writes a registry as Prometheus text 0.0.4 or, with exemplars, as OpenMetrics 1.0. */
export async function scrape(registry: Registry, options: ScrapeOptions): Promise<Scrape> {
  const openMetrics = prefersOpenMetrics(options.accept ?? "");
  const text = openMetrics ? await openMetricsText(registry) : await registry.metrics();
  const contentType = openMetrics
    ? Registry.OPENMETRICS_CONTENT_TYPE
    : Registry.PROMETHEUS_CONTENT_TYPE;
  const body = Buffer.from(text);
  if (quality(options.acceptEncoding ?? "", "gzip") === 0) return { contentType, body };
  // zlib's own threads compress: the event loop goes on.
  return { contentType, contentEncoding: "gzip", body: await compress(body) };
}

interface Scrapable {
  name: string;
  readonly type: string;
  readonly getForPromString?: () => Promise<object>;
  readonly get: () => Promise<object>;
}

/** prom-client's OpenMetrics writer renames counters for good, so it gets stand-ins to rename. */
async function openMetricsText(registry: Registry): Promise<string> {
  const copy = new Registry<OpenMetricsContentType>();
  copy.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const defaultLabels: unknown = Reflect.get(registry, "_defaultLabels");
  if (typeof defaultLabels === "object" && defaultLabels) copy.setDefaultLabels(defaultLabels);
  for (const metric of registry.getMetricsAsArray() as unknown[] as Scrapable[]) {
    const { name, type } = metric;
    const standIn = {
      name,
      type,
      get: async () => ({
        ...(await (metric.getForPromString ? metric.getForPromString() : metric.get())),
        name: standIn.name,
      }),
    };
    copy.registerMetric(standIn as never);
  }
  return copy.metrics();
}

function prefersOpenMetrics(accept: string): boolean {
  const wanted = quality(accept, "application/openmetrics-text");
  return wanted > 0 && wanted >= quality(accept, "text/plain");
}

/** The q-value that a header gives to one type or coding by its name; wildcards don't count. */
function quality(header: string, name: string): number {
  let best = 0;
  for (const part of header.split(",")) {
    const [value, ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    if (value !== name) continue;
    const q = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
    const weight = q === undefined ? 1 : Number(q);
    if (weight > best) best = weight;
  }
  return best;
}
