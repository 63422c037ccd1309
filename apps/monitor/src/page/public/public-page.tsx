import type { Child } from "hono/jsx";
import type { PublicStatus } from "../../watch/public-status.ts";
import type { Assets } from "../assets.ts";
import { secondsText } from "../clock.ts";
import type { Theme } from "../page-context.ts";
import { rangeOf } from "../range.ts";
import { Brand } from "../shell/brand.tsx";
import { Icon, Sprite } from "../shell/icons.tsx";
import { ThemeButton } from "../shell/theme-button.tsx";
import { toneOf, worstFirst } from "../status-words.ts";
import { Axis, GridDrawing } from "../strip/axis.tsx";
import { timeAxis } from "../strip/time-axis.ts";
import { publicSentence } from "./public-sentence.ts";
import { WatchBlock } from "./watch-block.tsx";

interface PublicPageOptions {
  readonly status: PublicStatus;
  readonly title: string;
  readonly theme: Theme;
  readonly assets: Assets;
}

/** How often the page is fetched anew, in milliseconds; it hears nothing by itself. */
const refreshMs = 60_000;

/** What anybody may see: whether all is well, and how each has been. */
export const PublicPage = ({ status, title, theme, assets }: PublicPageOptions) => {
  const { atMs, watches } = status;
  const { head, more } = publicSentence(watches);
  const axis = timeAxis(rangeOf("24h", Number.POSITIVE_INFINITY), atMs);
  const sorted = worstFirst(watches.map((watch) => ({ ...watch, tone: toneOf[watch.status] })));
  return (
    <Document title={`${head} · ${title}`} theme={theme} atMs={atMs} assets={assets}>
      <header class="top">
        <div class="bar">
          <Brand href="/status">{title}</Brand>
          <p class="live is-still" id="as-of" data-part>
            <span class="lv-dot" aria-hidden="true" />
            <span class="lv-t">
              As of <time datetime={new Date(atMs).toISOString()}>{secondsText(atMs)}</time> UTC
            </span>
          </p>
          <ThemeButton theme={theme} back="/status" />
        </div>
      </header>
      <p id="announce" class="vh" role="status" aria-live="polite" />
      <main id="main" tabindex={-1} data-every>
        <GridDrawing axis={axis} />
        <header class="ph" id="public-head" data-part>
          <div>
            <h1 data-announce>
              {watches.length > 0 && (
                <Icon name={toneOf[status.status]} class={`s-${toneOf[status.status]}`} />
              )}
              {head}
            </h1>
            {more !== "" && <p class="sub">{more}</p>}
          </div>
        </header>
        {watches.length === 0 ? (
          <NothingPublic />
        ) : (
          <section class="jobs pub" aria-label="What is watched">
            <div class="jb jb-h" id="public-axis" aria-hidden="true" data-part>
              <div class="jb-l" />
              <div class="jb-c">
                <Axis axis={axis} />
              </div>
              <div class="jb-r" />
            </div>
            {sorted.map((watch) => (
              <WatchBlock watch={watch} axis={axis} />
            ))}
          </section>
        )}
      </main>
      <footer class="foot">
        <p>Each bar is a day, UTC; the taller and redder, the worse it was.</p>
        <p>
          <a href="/status.json">JSON</a>
        </p>
      </footer>
    </Document>
  );
};

const Document = ({
  title,
  theme,
  atMs,
  assets,
  children,
}: Omit<PublicPageOptions, "status"> & { readonly atMs: number; readonly children?: Child }) => (
  <html lang="en" data-theme={theme} data-now={atMs} data-refresh-ms={refreshMs} data-page="status">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
      <meta name="color-scheme" content="light dark" />
      <title>{title}</title>
      <link rel="icon" href={assets.url("favicon.svg")} type="image/svg+xml" />
      <link rel="stylesheet" href={assets.url("style.css")} />
      <script defer src={assets.url("idiomorph.js")} />
      <script type="module" src={assets.url("main.js")} />
    </head>
    <body class="public">
      <Sprite />
      <a class="skip" href="#main">
        Skip to content
      </a>
      {children}
    </body>
  </html>
);

const NothingPublic = () => (
  <div class="empty" id="nothing-public" data-part>
    <p>
      <b>Nothing is public.</b>
    </p>
    <p>Mark what anybody may see in ettl.toml, and send the monitor a SIGHUP:</p>
    <pre tabindex={0}>
      <code>{'[[targets]]\nname = "shop"\nurl = "http://localhost:9464"\npublic = true\n'}</code>
    </pre>
  </div>
);
