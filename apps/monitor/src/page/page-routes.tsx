import { type Context, Hono } from "hono";
import { getCookie } from "hono/cookie";
import type { LoginAccess } from "../api/login-attempt.ts";
import type { MonitorParts } from "../api/monitor-parts.ts";
import { type Authorize, isAllowed, NotFound } from "../api/operation.ts";
import type { PageLinks } from "../config/page.ts";
import { NoAnswer } from "../targets/call-http.ts";
import { actionRoutes } from "./actions/action-routes.ts";
import { alertsPage } from "./alerts/alerts-page.tsx";
import { type Assets, readAssets } from "./assets.ts";
import { jobsPage } from "./jobs/jobs-page.tsx";
import { loginRoutes } from "./login/login-routes.tsx";
import { overviewPage } from "./overview/overview-page.tsx";
import type { PageContext, PageView, SeeOther, SelfFacts } from "./page-context.ts";
import { probesPage } from "./probes/probes-page.tsx";
import { publicRoutes } from "./public/public-routes.tsx";
import { rangeOf } from "./range.ts";
import { prefersHtml, respondHtml } from "./respond.ts";
import { Layout } from "./shell/layout.tsx";
import { missingPage } from "./shell/missing-page.tsx";
import { targetPage } from "./target/target-page.tsx";
import { themeOf } from "./theme.ts";

/** What pages need beside the monitor's parts. */
export interface PageRoutesOptions {
  readonly authorize: Authorize;
  readonly scopeOf: (request: Request) => PageContext["scope"];
  readonly login: LoginAccess;
  /** Whether there are tokens, so that one can log in. */
  readonly hasLogin: boolean;
  readonly links: PageLinks;
  readonly self: () => SelfFacts;
  /** What the public status is called. */
  readonly title: string;
}

type Page = (context: PageContext, name: string) => PageView | Promise<PageView | SeeOther>;

const pages: Readonly<Record<string, Page>> = {
  "/": overviewPage,
  "/jobs": jobsPage,
  "/targets/:name": targetPage,
  "/alerts": alertsPage,
  "/probes": probesPage,
};

/** Pages for people, with their scripts and styles. */
export function pageRoutes(parts: MonitorParts, options: PageRoutesOptions): Hono {
  const assets = readAssets();
  const app = new Hono();
  app.route("/", assets.routes);
  app.route("/", actionRoutes(parts, options));
  app.route(
    "/",
    loginRoutes(options.login, (context, viewOf, answer) => {
      const pageContext = contextOf(context, parts, options);
      return respondHtml(context, documentOf(pageContext, viewOf(pageContext), assets), answer);
    }),
  );
  app.route("/", publicRoutes(parts, { assets, title: options.title }));
  for (const [path, page] of Object.entries(pages))
    app.get(path, async (context, next) => {
      // At the same address there is JSON for programs.
      if (path === "/alerts" && !prefersHtml(context)) return next();
      const pageContext = contextOf(context, parts, options);
      if (!isAllowed(options.authorize, context.req.raw, "read"))
        return context.redirect(`/login?next=${encodeURIComponent(nextOf(pageContext))}`, 303);
      return await shown(context, pageContext, assets, page);
    });
  for (const path of [...Object.keys(pages), "/status"])
    app.all(path, (context, next) => {
      const { method } = context.req;
      // Of the alerts the JSON of the same address knows.
      if (method === "GET" || method === "HEAD" || path === "/alerts") return next();
      return context.json({ error: "method not allowed" }, 405, { Allow: "GET, HEAD" });
    });
  return app;
}

/** Renders a page; what it does not find is a page, too. */
async function shown(
  context: Context,
  pageContext: PageContext,
  assets: Assets,
  page: Page,
): Promise<Response> {
  try {
    const view = await page(pageContext, context.req.param("name") ?? "");
    if ("seeOther" in view) return context.redirect(view.seeOther, 303);
    return await respondHtml(context, documentOf(pageContext, view, assets));
  } catch (error) {
    if (!(error instanceof NotFound || error instanceof RangeError || error instanceof NoAnswer))
      throw error;
    const view = missingPage(error.message);
    const status = error instanceof NotFound ? 404 : error instanceof NoAnswer ? 502 : 400;
    return await respondHtml(context, documentOf(pageContext, view, assets), { status });
  }
}

function documentOf(context: PageContext, view: PageView, assets: Assets): string {
  return `<!doctype html>${<Layout context={context} view={view} assets={assets} />}`;
}

function contextOf(
  context: Context,
  parts: MonitorParts,
  { scopeOf, hasLogin, links, self }: PageRoutesOptions,
): PageContext {
  const url = new URL(context.req.url);
  const nowMs = parts.now();
  const { durable, startedAtMs } = self();
  const theme = themeOf(context);
  return {
    parts,
    nowMs,
    url,
    scope: scopeOf(context.req.raw),
    hasLogin,
    isLoggedIn: hasLogin && getCookie(context, "ettl_session") !== undefined,
    theme,
    range: rangeOf(
      url.searchParams.get("range"),
      // What is on disk may be older than the process.
      durable ? Number.POSITIVE_INFINITY : nowMs - startedAtMs,
    ),
    rows: rowsOf(url.searchParams.get("rows")),
    links,
    self,
  };
}

/** Where a login leads back to. */
const nextOf = ({ url }: PageContext) => `${url.pathname}${url.search}`;

/** More of them than a page has rows is not meant. */
const mostRows = 1_000;

function rowsOf(text: string | null): ReadonlySet<string> | undefined {
  if (text === null) return undefined;
  try {
    const rows: unknown = JSON.parse(text);
    if (!Array.isArray(rows) || rows.length > mostRows) return undefined;
    return new Set(rows.filter((row) => typeof row === "string"));
  } catch {
    return undefined;
  }
}
