import type { Child } from "hono/jsx";
import { durationText } from "../../client/durations.ts";
import { noticeOf } from "../actions/notice.ts";
import type { Assets } from "../assets.ts";
import { secondsText } from "../clock.ts";
import { type PageContext, type PageView, passing } from "../page-context.ts";
import { shownText } from "../shown-text.ts";
import { counted } from "../status-words.ts";
import { Brand } from "./brand.tsx";
import { Icon, Sprite } from "./icons.tsx";
import { Keys } from "./keys.tsx";
import { Nav, needsAttention } from "./nav.tsx";
import { ThemeButton } from "./theme-button.tsx";

interface LayoutOptions {
  readonly context: PageContext;
  readonly view: PageView;
  readonly assets: Assets;
}

/** How often a page is fetched anew though nothing is told: the line of now moves. */
const refreshMs = 60_000;

const nobody = { jobs: 0, probes: 0, alerts: 0 };

/** Everything around a page. */
export const Layout = ({ context, view, assets }: LayoutOptions) => {
  const { nowMs, theme } = context;
  // Who is not logged in does not learn how things are from what is around the page.
  const isReader = context.scope !== undefined;
  const counts = isReader ? needsAttention(context) : nobody;
  const firing = counts.alerts > 0 ? `(${counts.alerts}) ` : "";
  return (
    <html
      lang="en"
      data-theme={theme}
      data-now={nowMs}
      data-refresh-ms={refreshMs}
      data-page={view.page}
    >
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${firing}${view.title} · ettl monitor`}</title>
        <link rel="icon" href={assets.url("favicon.svg")} type="image/svg+xml" />
        {view.charts && <link rel="stylesheet" href={assets.url("uplot.css")} />}
        <link rel="stylesheet" href={assets.url("style.css")} />
        {view.charts && <script defer src={assets.url("uplot.js")} />}
        <script defer src={assets.url("idiomorph.js")} />
        {assets.modules.map((module) => (
          <link rel="modulepreload" href={module} />
        ))}
        <script type="module" src={assets.url("main.js")} />
      </head>
      <body>
        <Sprite />
        <a class="skip" href="#main">
          Skip to content
        </a>
        <Top context={context} view={view} counts={counts} />
        <p id="announce" class="vh" role="status" aria-live="polite" />
        <main
          id="main"
          tabindex={-1}
          data-on={view.subjects.length > 0 ? JSON.stringify(view.subjects) : undefined}
        >
          <Notice context={context} />
          {view.body}
        </main>
        <Foot context={context} />
        <Keys />
      </body>
    </html>
  );
};

const Top = ({
  context,
  view,
  counts,
}: {
  readonly context: PageContext;
  readonly view: PageView;
  readonly counts: ReturnType<typeof needsAttention>;
}) => (
  <header class="top">
    <div class="bar">
      <Brand href="/">
        ettl <b>monitor</b>
      </Brand>
      <Nav page={view.page} counts={counts} />
      <p class="live is-still" id="live">
        <span class="lv-dot" aria-hidden="true" />
        <span class="lv-t">{`As of ${secondsText(context.nowMs)}`}</span>
        <span class="lv-age" aria-hidden="true" />
      </p>
      <ThemeButton theme={context.theme} back={backTo(context)} />
      <button class="ib js key" type="button" id="help" aria-haspopup="dialog">
        <kbd>?</kbd>
        <span class="vh">Keyboard shortcuts</span>
      </button>
    </div>
    <div class="offline" id="offline" hidden>
      <Icon name="off" />
      <p>
        <b class="off-t">Connection lost.</b> <span class="off-w" />
      </p>
      <button type="button" class="btn" id="try-now">
        Try now
      </button>
    </div>
  </header>
);

/** Where a form of this page leads back to. */
export function backTo({ url }: PageContext): string {
  const search = new URLSearchParams(url.searchParams);
  for (const name of passing) search.delete(name);
  return `${url.pathname}${search.size > 0 ? `?${search}` : ""}`;
}

/** What a form did, or why it could not. */
const Notice = ({ context }: { readonly context: PageContext }) => {
  const notice = noticeOf(context.url.searchParams, context.nowMs);
  if (!notice) return null;
  const isProblem = notice.kind === "problem";
  return (
    <p class={isProblem ? "notice err" : "notice"} role={isProblem ? "alert" : "status"}>
      <Icon name={isProblem ? "warn" : "ok"} />
      {shownText(notice.text, 500)}
    </p>
  );
};

const Foot = ({ context }: { readonly context: PageContext }): Child => {
  const { version, startedAtMs, skipped, durable, keptDays } = context.self();
  const watches = context.parts.watches.count();
  const kept = durable
    ? `keeps ${counted(keptDays, "day")} on disk`
    : "keeps its history in memory";
  const late = skipped === 0 ? "none left out" : `${counted(skipped, "look")} left out`;
  return (
    <footer class="foot" id="foot" data-part>
      <p>
        {context.scope !== undefined &&
          `ettl monitor ${version} watches itself too: up ${durationText(context.nowMs - startedAtMs)}, ${counted(watches, "watch", "watches")}, ${late}, ${kept}.`}
      </p>
      <div>
        Times are UTC.{" "}
        {context.isLoggedIn && (
          <form method="post" action="/logout" class="inline">
            <button type="submit" class="lk">
              Log out
            </button>
          </form>
        )}
        {context.hasLogin && !context.isLoggedIn && <a href="/login">Log in</a>}
        <a href="/status">Public status</a> <a href="/api/openapi.json">API</a>{" "}
        <a href="/metrics">Metrics</a>
      </div>
    </footer>
  );
};
