import { type Context, Hono } from "hono";
import { attemptLogin, type LoginAccess, loginFields } from "../../api/login-attempt.ts";
import { wayBack } from "../actions/way-back.ts";
import type { PageContext, PageView } from "../page-context.ts";
import { prefersHtml } from "../respond.ts";
import { loginPage } from "./login-page.tsx";

/** Answers with a page. */
type Show = (
  context: Context,
  view: (pageContext: PageContext) => PageView,
  options?: { readonly status?: 200 | 401 | 429 },
) => Promise<Response>;

/** The login of browsers; what prefers JSON goes on to `sessionRoutes`. */
export function loginRoutes(access: LoginAccess, show: Show): Hono {
  const app = new Hono();
  app.get("/login", async (context, next) => {
    if (!prefersHtml(context)) return next();
    const to = wayBack(context.req.query("next"));
    return show(context, (pageContext) => loginPage(pageContext, { next: to }));
  });
  app.post("/login", async (context, next) => {
    if (!prefersHtml(context)) return next();
    const fields = await loginFields(context);
    const to = wayBack(fields.get("next"));
    const attempt = attemptLogin(access, fields.get("token") ?? "");
    if ("cookie" in attempt) {
      context.header("Set-Cookie", attempt.cookie);
      return context.redirect(to, 303);
    }
    const { status, message, waitSeconds } = attempt;
    const problem = `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
    const response = await show(
      context,
      (pageContext) => loginPage(pageContext, { next: to, problem }),
      { status },
    );
    if (waitSeconds !== undefined) response.headers.set("Retry-After", String(waitSeconds));
    return response;
  });
  app.post("/logout", async (context, next) => {
    if (!prefersHtml(context)) return next();
    context.header("Set-Cookie", access.logout());
    return context.redirect("/", 303);
  });
  return app;
}
