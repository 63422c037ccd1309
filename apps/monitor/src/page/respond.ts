import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Context } from "hono";

const gzipped = promisify(gzip);

/**
 * What a page may do: load its own scripts, styles, pictures and data, and send forms here; nothing
 * inline, nothing of another host's, and nobody frames it.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Answers with a page, compressed where that pays. */
export async function respondHtml(
  context: Context,
  html: string,
  { status = 200, cache = "no-store" }: { readonly status?: number; readonly cache?: string } = {},
): Promise<Response> {
  const headers = pageHeaders(cache);
  // Programs are answered in JSON at some of these addresses, and each reader by what they may do.
  headers.append("Vary", "Accept, Authorization");
  if (!acceptsGzip(context)) return new Response(html, { status, headers });
  headers.set("Content-Encoding", "gzip");
  return new Response(await compressed(html), { status, headers });
}

/** The headers of every page. The theme is a cookie. */
export function pageHeaders(cache: string): Headers {
  return new Headers({
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": policy,
    "Cache-Control": cache,
    // Without a referrer at all browsers hide the origin of forms, and those are refused.
    "Referrer-Policy": "same-origin",
    Vary: "Accept-Encoding, Cookie",
  });
}

/** Whether who asks takes compressed answers. */
export function acceptsGzip(context: Context): boolean {
  return /\bgzip\b/.test(context.req.header("accept-encoding") ?? "");
}

/** A page, compressed with little effort. */
export async function compressed(html: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await gzipped(html, { level: 5 }));
}

/** Whether who asks would rather have a page than JSON, as browsers say in `Accept`. */
export function prefersHtml(context: Context): boolean {
  const weights = new Map<string, number>();
  for (const part of (context.req.header("accept") ?? "").split(",")) {
    const [type = "", ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    const weight = Number(parameters.find((one) => one.startsWith("q="))?.slice(2) ?? 1);
    weights.set(type, Number.isNaN(weight) ? 0 : weight);
  }
  const html = weights.get("text/html") ?? 0;
  return html > 0 && html >= (weights.get("application/json") ?? 0);
}
