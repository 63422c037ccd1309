import { createHash } from "node:crypto";
import { Hono } from "hono";
import type { MonitorParts } from "../../api/monitor-parts.ts";
import type { PublicStatus } from "../../watch/public-status.ts";
import type { Assets } from "../assets.ts";
import type { Theme } from "../page-context.ts";
import { acceptsGzip, compressed, pageHeaders } from "../respond.ts";
import { themeOf } from "../theme.ts";
import { PublicPage } from "./public-page.tsx";

interface PublicRoutesOptions {
  readonly assets: Assets;
  /** What is public, in a few words; the name of the page. */
  readonly title: string;
}

/** A page as it is sent. */
interface Rendered {
  readonly html: string;
  readonly gzipped: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

/** The public status for people: without a login, and made once for all who ask. */
export function publicRoutes(
  { publicStatus }: Pick<MonitorParts, "publicStatus">,
  { assets, title }: PublicRoutesOptions,
): Hono {
  /** One of each theme, of the latest status. */
  const latest = new Map<Theme, { readonly of: PublicStatus; readonly made: Promise<Rendered> }>();
  const rendered = async (theme: Theme) => {
    const of = await publicStatus();
    const known = latest.get(theme);
    if (known?.of === of) return known.made;
    const made = render(
      `<!doctype html>${<PublicPage status={of} title={title} theme={theme} assets={assets} />}`,
    );
    latest.set(theme, { of, made });
    return made;
  };
  const app = new Hono();
  app.get("/status", async (context) => {
    const { html, gzipped, etag } = await rendered(themeOf(context));
    const headers = pageHeaders("public, max-age=5");
    headers.set("ETag", etag);
    if (context.req.header("if-none-match")?.includes(etag))
      return new Response(null, { status: 304, headers });
    if (!acceptsGzip(context)) return new Response(html, { headers });
    headers.set("Content-Encoding", "gzip");
    return new Response(gzipped, { headers });
  });
  return app;
}

async function render(html: string): Promise<Rendered> {
  const hash = createHash("sha256").update(html).digest("base64url").slice(0, 16);
  return { html, gzipped: await compressed(html), etag: `W/"${hash}"` };
}
