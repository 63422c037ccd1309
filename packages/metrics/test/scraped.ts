import type { Metrics } from "@ettl/metrics";
import { type HttpReceiver, httpReceiver } from "@ettl-tooling/test";

/** Serves a scrape to whoever asks; `text` answers in text 0.0.4, whatever is asked for. */
export function served(metrics: Metrics, format: "as asked" | "text"): Promise<HttpReceiver> {
  return httpReceiver(({ headers }, response) => {
    const accept = format === "text" ? "text/plain" : headers.accept;
    metrics.scrape({ accept, acceptEncoding: String(headers["accept-encoding"] ?? "") }).then(
      ({ body, contentType, contentEncoding }) => {
        response.setHeader("content-type", contentType);
        if (contentEncoding) response.setHeader("content-encoding", contentEncoding);
        response.end(body);
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
    return undefined;
  });
}

/** What a scraper gets that asks for OpenMetrics. */
export const openMetricsOf = async (metrics: Metrics): Promise<Buffer> =>
  (await metrics.scrape({ accept: "application/openmetrics-text; version=1.0.0" })).body;

/** Label values that break writers and readers. */
export const hostileValues: readonly string[] = [
  "plain",
  'quote " in the middle',
  '"',
  "back\\slash",
  "\\",
  "\\n is not a newline",
  "two\nlines",
  "\n",
  "carriage\rreturn and\ttab",
  "comma, brace { } and = sign",
  "# EOF",
  "{",
  '"} 1',
  "été, 漢字, עברית",
  "emoji 👩‍👩‍👧",
  "line\u2028separator and \u0000 nul",
  "__proto__",
  "",
  "lone \ud800 surrogate",
  "x".repeat(10_240),
];

/** A text as UTF-8 has it: a lone surrogate is U+FFFD. */
export const asUtf8 = (text: string): string => Buffer.from(text).toString();
