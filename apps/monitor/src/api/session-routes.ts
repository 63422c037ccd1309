import type { Telemetry } from "@ettl/telemetry";
import { type Context, Hono } from "hono";

/** Longest body of a login. */
const maxCharacters = 4_096;

/**
 * The login of a browser: `POST /login` with the token, as a form or JSON, answers a cookie that
 * holds for 12 hours; `POST /logout` ends it; `GET /api/session` says what this client may do.
 */
export function sessionRoutes({ access }: Pick<Telemetry, "access">): Hono {
  const app = new Hono();
  app.post("/login", async (context) => {
    const waitMs = access.loginWaitMs();
    if (waitMs > 0)
      return context.json({ error: "too many requests", message: "try again in a moment" }, 429, {
        "Retry-After": String(Math.ceil(waitMs / 1_000)),
      });
    const cookie = access.login(await tokenOf(context));
    if (cookie === undefined)
      return context.json(
        { error: "unauthorized", message: "that is no token of this monitor" },
        401,
      );
    return context.body(null, 204, { "Set-Cookie": cookie, "Cache-Control": "no-store" });
  });
  app.post("/logout", (context) =>
    context.body(null, 204, { "Set-Cookie": access.logout(), "Cache-Control": "no-store" }),
  );
  for (const path of ["/login", "/logout"])
    app.all(path, (context) =>
      context.json({ error: "method not allowed" }, 405, { Allow: "POST" }),
    );
  app.get("/api/session", (context) =>
    context.json({ scope: access.scopeOf(context.req.raw) ?? null }, 200, {
      "Cache-Control": "no-store",
    }),
  );
  app.all("/api/session", (context) =>
    context.json({ error: "method not allowed" }, 405, { Allow: "GET, HEAD" }),
  );
  return app;
}

async function tokenOf(context: Context): Promise<string> {
  const text = await context.req.text();
  if (text.length > maxCharacters) return "";
  if (!context.req.header("content-type")?.startsWith("application/json"))
    return new URLSearchParams(text).get("token") ?? "";
  try {
    const { token } = JSON.parse(text) as { readonly token?: unknown };
    return typeof token === "string" ? token : "";
  } catch {
    return "";
  }
}
