import type { Telemetry } from "@ettl/telemetry";
import { Hono } from "hono";
import { attemptLogin, loginFields } from "./login-attempt.ts";

/**
 * The login of who does not want a page (for that, see `loginRoutes`): `POST /login` with the token,
 * as a form or JSON, answers a cookie that holds for 12 hours; `POST /logout` ends it;
 * `GET /api/session` says what this client may do.
 */
export function sessionRoutes({ access }: Pick<Telemetry, "access">): Hono {
  const app = new Hono();
  app.post("/login", async (context) => {
    const attempt = attemptLogin(access, (await loginFields(context)).get("token") ?? "");
    if ("cookie" in attempt)
      return context.body(null, 204, {
        "Set-Cookie": attempt.cookie,
        "Cache-Control": "no-store",
      });
    const { status, message, waitSeconds } = attempt;
    const error = status === 429 ? "too many requests" : "unauthorized";
    return context.json(
      { error, message },
      status,
      waitSeconds === undefined ? {} : { "Retry-After": String(waitSeconds) },
    );
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
