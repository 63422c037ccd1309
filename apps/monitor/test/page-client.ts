import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { serveApp } from "@ettl/telemetry/hono";
import { Hono } from "hono";
import { createFeed, type Feed } from "../src/live/feed.ts";
import { liveRoutes } from "../src/live/live-routes.ts";
import { liveUpgrade } from "../src/live/live-upgrade.ts";
import { cuttableConnection } from "./cuttable-connection.ts";
import { type PageState, pageMarkup } from "./page-markup.ts";

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const style =
  "[hidden]{display:none!important} body{padding-bottom:3000px} #sheet{position:relative} .hair{position:absolute;visibility:hidden} #log{height:120px;overflow:auto;overflow-anchor:none} li{height:20px}";
const morphs = createRequire(import.meta.url).resolve("idiomorph/dist/idiomorph.js");
const built = new URL("../dist/client/", import.meta.url);

/** The script of the page as built, on a page that tests change, with the real feed. */
export async function pageClient() {
  const state: PageState = { rows: [], firing: 0, theme: "auto", refreshMs: 60_000, log: [] };
  /** Queries of the page, in the order in which they came. */
  const fetched: URLSearchParams[] = [];
  const behaviour = {
    status: 200,
    refusesSockets: false,
    refusesFeed: false,
    hangs: false,
    clockMs: 0,
  };
  const now = () => Date.now() + behaviour.clockMs;

  function appOf(feed: Feed): Hono {
    const app = new Hono();
    app.get("/assets/client/:file", async ({ req, body }) =>
      body(await readFile(new URL(basename(req.param("file")), built)), 200, {
        "content-type": "text/javascript",
      }),
    );
    app.get("/assets/idiomorph.js", async ({ body }) =>
      body(await readFile(morphs), 200, { "content-type": "text/javascript" }),
    );
    app.get("/assets/style.css", ({ body }) => body(style, 200, { "content-type": "text/css" }));
    app.get("/assets/favicon.svg", ({ body }) => body(null, 204));
    app.get("/login", ({ html }) => html("<title>Log in</title>"));
    app.get("/", async (context) => {
      const query = new URL(context.req.url).searchParams;
      fetched.push(query);
      if (behaviour.hangs) await once(context.req.raw.signal, "abort");
      if (behaviour.status !== 200) return context.text("no", behaviour.status as 500);
      const rows = query.get("rows");
      const only = rows === null ? undefined : JSON.parse(rows);
      return context.html(pageMarkup(state, now(), { only, query }), 200, {
        "content-security-policy": policy,
        "cache-control": "no-store",
      });
    });
    app.route("/", liveRoutes(feed, { authorize }));
    return app;
  }
  const authorize = () => behaviour.status !== 401 && !behaviour.refusesFeed;

  async function start() {
    const feed = createFeed({ now });
    const upgrade = liveUpgrade(feed, { authorize });
    const server = await serveApp(appOf(feed), {
      host: "127.0.0.1",
      port: 0,
      onProblem: () => {},
      upgrade(request, socket, head) {
        if (behaviour.refusesSockets) socket.destroy();
        else upgrade(request, socket, head);
      },
      onClose: () => feed.close(),
    });
    return { feed, server };
  }
  let running = await start();
  const connection = await cuttableConnection(() => Number(running.server.address.split(":")[1]));
  return {
    state,
    fetched,
    behaviour,
    connection,
    url: `http://127.0.0.1:${connection.port}/`,
    get feed() {
      return running.feed;
    },
    /** A row is another from now on; the feed says so. */
    change(subject: string, changes: { readonly status?: string; readonly value?: string }) {
      state.rows = state.rows.map((row) =>
        row.subject === subject ? { ...row, ...changes } : row,
      );
      const [kind, name] = subject.split(" ");
      running.feed.publish("watch.changed", { kind, name });
    },
    /** The process ends, and another begins. */
    async restart() {
      await running.server.close(0);
      running = await start();
    },
    async [Symbol.asyncDispose]() {
      await connection.close();
      await running.server.close(0);
    },
  };
}
