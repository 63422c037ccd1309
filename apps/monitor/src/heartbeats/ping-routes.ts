import { type Context, Hono } from "hono";
import type { Ping } from "./ping.ts";
import { endOfBody } from "./ping-body.ts";
import { createPingKeys, type PingAddress } from "./ping-keys.ts";
import { maxLogBytes } from "./run-log.ts";

/** Answers to unknown keys: so many at once, then so many a second. */
const maxUnknownBurst = 50;
const unknownPerSecond = 5;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const allowed = ["GET", "HEAD", "POST"];

export interface PingRoutesOptions {
  readonly heartbeats: readonly PingAddress[];
  /** With it each of them is `/ping/<ping key>/<slug>` as well. */
  readonly pingKey?: string | undefined;
  /** A ping was taken. */
  readonly onPing?: (name: string, kind: Ping["kind"]) => void;
  /** A key that nobody has; it is not told which. */
  readonly onUnknownKey?: () => void;
  /** A ping could not be taken; the address, which is a secret, is not in it. */
  readonly onProblem?: (problem: { readonly code: string; readonly message: string }) => void;
  /**
   * For the limit on unknown keys, in milliseconds.
   *
   * @default Date.now
   */
  readonly now?: () => number;
}

/** Takes a ping; the answer waits for it. */
export interface Pinged {
  ping(name: string, ping: Ping): Promise<void> | void;
}

/**
 * Takes pings as healthchecks.io does, https://healthchecks.io/docs/http_api/: `HEAD`, `GET` or
 * `POST` on `/ping/<key>` or `/ping/<ping key>/<slug>`, then nothing, `/start`, `/fail`, `/log` or an
 * exit code; `?rid=` tells runs apart, a body is the log. No heartbeat is made by `?create=1`.
 *
 * The key is the secret, so no token is wanted.
 */
export function pingRoutes(
  engine: Pinged,
  { heartbeats, pingKey, onPing, onUnknownKey, onProblem, now = Date.now }: PingRoutesOptions,
): Hono {
  const keys = createPingKeys(heartbeats, pingKey);
  const mayAnswerUnknown = unknownLimit(now);
  const app = new Hono();
  // Not the program's own, which would log the path.
  app.onError(({ message }, context) => {
    onProblem?.({ code: "ping_failed", message });
    return context.text("internal error", 500);
  });
  app.use("/ping/*", async (context, next) => {
    context.header("cache-control", "no-store");
    await next();
  });

  app.all("/ping/*", async (context) => {
    const { method, raw, path } = context.req;
    if (!allowed.includes(method))
      return context.text("method not allowed", 405, { allow: allowed.join(", ") });
    const found = target(path.slice(path.indexOf("/ping/") + "/ping/".length));
    if (found === "malformed") return context.text("invalid url format", 400);
    if (found === "ambiguous") return context.text("ambiguous slug", 409);
    if (found === undefined) {
      onUnknownKey?.();
      return mayAnswerUnknown()
        ? context.text("not found", 404)
        : context.text("too many requests", 429, { "retry-after": "10" });
    }
    const rid = context.req.queries("rid")?.at(-1);
    if (rid !== undefined && !uuid.test(rid)) return context.text("invalid uuid format", 400);
    let log: string;
    try {
      log = await endOfBody(raw.body);
    } catch {
      // Cut short: whoever sent it will send it again.
      return context.text("incomplete body", 400);
    }
    await engine.ping(found.name, { ...found.signal, rid: rid?.toLowerCase(), log });
    onPing?.(found.name, found.signal.kind);
    return ok(context);
  });
  return app;

  /** Which heartbeat is meant, and what it is told. */
  function target(address: string) {
    const parts = address.replace(/\/$/, "").split("/");
    const [first = "", second, third] = parts;
    const name = parts.length <= 2 ? keys.byKey(first) : undefined;
    if (name !== undefined) {
      const signal = signalOf(second);
      return typeof signal === "object" ? { name, signal } : signal;
    }
    if (second === undefined || parts.length > 3) return undefined;
    // As healthchecks.io has it, whether the key is known or not.
    if (second !== second.toLowerCase()) return "malformed";
    const bySlug = keys.bySlug(first, second);
    if (bySlug === undefined || bySlug === "ambiguous") return bySlug;
    const signal = signalOf(third);
    return typeof signal === "object" ? { name: bySlug, signal } : signal;
  }
}

function ok(context: Context): Response {
  return context.text("OK", 200, {
    "ping-body-limit": `${maxLogBytes}`,
    // For pings from pages: there is nothing else in the answer.
    "access-control-allow-origin": "*",
  });
}

/** What the end of an address tells. */
function signalOf(text: string | undefined): Ping | "malformed" | undefined {
  if (text === undefined) return { kind: "success" };
  if (text === "start" || text === "fail" || text === "log") return { kind: text };
  if (!/^\d+$/.test(text)) return undefined;
  const exitCode = Number(text);
  if (exitCode > 255) return "malformed";
  return { kind: exitCode === 0 ? "success" : "fail", exitCode };
}

/** Whether one more unknown key may be answered as such. */
function unknownLimit(now: () => number): () => boolean {
  let left = maxUnknownBurst;
  let last = now();
  return () => {
    const time = now();
    left = Math.min(maxUnknownBurst, left + (Math.max(0, time - last) / 1_000) * unknownPerSecond);
    last = time;
    if (left < 1) return false;
    left--;
    return true;
  };
}
