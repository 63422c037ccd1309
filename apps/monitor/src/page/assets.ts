import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { Hono } from "hono";

/** A file that pages load. */
interface Asset {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly gzipped: Uint8Array<ArrayBuffer>;
  readonly type: string;
  /** Of its content; a part of its address, so that it may be kept for ever. */
  readonly hash: string;
}

/** The files that pages load, and where they are. */
export interface Assets {
  /** The address of one. */
  url(name: string): string;
  /** Addresses of all modules of the script, which load the sooner for being named. */
  readonly modules: readonly string[];
  readonly routes: Hono;
}

const require = createRequire(import.meta.url);
const own = new URL("../../assets/", import.meta.url);
const client = new URL("../client/", import.meta.url);

const types: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml; charset=utf-8",
};

/** Reads them once; they are served from memory, compressed. */
export function readAssets(): Assets {
  const modules = readdirSync(client).filter((name) => name.endsWith(".js"));
  const assets = new Map<string, Asset>([
    ["style.css", asset("css", readFileSync(new URL("style.css", own)))],
    ["favicon.svg", asset("svg", readFileSync(new URL("favicon.svg", own)))],
    ["idiomorph.js", asset("js", readFileSync(require.resolve("idiomorph/dist/idiomorph.min.js")))],
    ["uplot.js", asset("js", readFileSync(require.resolve("uplot/dist/uPlot.iife.min.js")))],
    ["uplot.css", asset("css", readFileSync(require.resolve("uplot/dist/uPlot.min.css")))],
  ]);
  const texts = modules.map((name) => readFileSync(new URL(name, client), "utf8"));
  // Modules name each other without a hash of their own, so all of them share one.
  const release = hashOf(texts.join("\n"));
  for (const [index, name] of modules.entries()) {
    const text = (texts[index] ?? "").replace(/^\/\/# sourceMappingURL=.*$/m, "");
    assets.set(`${release}/${name}`, { ...asset("js", Buffer.from(text)), hash: release });
  }
  const routes = new Hono();
  routes.get("/assets/*", (context) => {
    const name = context.req.path.slice("/assets/".length);
    const found = assets.get(name);
    if (!found) return context.json({ error: "not found" }, 404);
    const { hash, type, body, gzipped } = found;
    const isNamed = name.startsWith(`${release}/`) || context.req.query("v") === hash;
    const headers = {
      "Content-Type": type,
      ETag: `"${hash}"`,
      "Cache-Control": isNamed ? "public, max-age=31536000, immutable" : "no-cache",
      Vary: "Accept-Encoding",
    };
    if (context.req.header("if-none-match")?.includes(`"${hash}"`))
      return context.body(null, 304, headers);
    if (!/\bgzip\b/.test(context.req.header("accept-encoding") ?? ""))
      return context.body(body, 200, headers);
    return context.body(gzipped, 200, { ...headers, "Content-Encoding": "gzip" });
  });
  return {
    url(name) {
      const path = modules.includes(name) ? `${release}/${name}` : name;
      const hash = assets.get(path)?.hash;
      if (hash === undefined) throw new RangeError(`there is no asset ${name}`);
      return `/assets/${path}${path === name ? `?v=${hash}` : ""}`;
    },
    modules: modules.map((name) => `/assets/${release}/${name}`),
    routes,
  };
}

function asset(kind: string, content: Buffer): Asset {
  const body = new Uint8Array(content);
  return {
    body,
    gzipped: new Uint8Array(gzipSync(content, { level: 9 })),
    type: types[kind] ?? "application/octet-stream",
    hash: hashOf(content),
  };
}

function hashOf(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("base64url").slice(0, 12);
}
