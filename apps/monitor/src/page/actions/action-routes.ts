import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { MonitorParts } from "../../api/monitor-parts.ts";
import { type Authorize, isAllowed, NotFound, Refused } from "../../api/operation.ts";
import { NoAnswer } from "../../targets/call-http.ts";
import { type PageContext, themes } from "../page-context.ts";
import { check } from "./check.ts";
import { formFields } from "./form-fields.ts";
import type { Notice } from "./notice.ts";
import { endSilence, silence } from "./silence.ts";
import { testChannel } from "./test-channel.ts";
import { wayBack, wayBackWith } from "./way-back.ts";

/** Who may send forms. */
export interface ActionOptions {
  readonly authorize: Authorize;
  readonly scopeOf: (request: Request) => PageContext["scope"];
  readonly hasLogin: boolean;
}

/** Does what a form asks for and says so in a sentence; throws a sentence where it can't. */
type Action = (parts: MonitorParts, fields: URLSearchParams) => Promise<string>;

const actions: Readonly<Record<string, Action>> = {
  silence,
  "end-silence": endSilence,
  check,
  "test-channel": testChannel,
};

const yearSeconds = 365 * 24 * 3_600;

/**
 * What the forms of pages post to: each does one thing and answers 303 back to the page, with
 * `?notice=` or `?problem=`, signed.
 */
export function actionRoutes(parts: MonitorParts, options: ActionOptions): Hono {
  const app = new Hono();
  for (const [name, action] of Object.entries(actions))
    app.post(`/actions/${name}`, (context) => answered(context, parts, options, action));
  app.post("/actions/theme", async (context) => {
    const fields = await fieldsOf(context);
    if (typeof fields === "string")
      return seeOther(context, wayBackWith("/", problem(fields), parts.now()));
    const words: readonly string[] = themes;
    const before = Math.max(0, words.indexOf(getCookie(context, "ettl_theme") ?? "auto"));
    const next = themes[(before + 1) % themes.length] ?? "auto";
    const theme = themes.find((one) => one === fields.get("theme")) ?? next;
    setCookie(context, "ettl_theme", theme, { path: "/", maxAge: yearSeconds, sameSite: "Lax" });
    return seeOther(context, wayBack(fields.get("back")));
  });
  app.all("/actions/*", (context) =>
    context.req.method === "POST"
      ? context.json({ error: "not found" }, 404)
      : context.json({ error: "method not allowed" }, 405, { Allow: "POST" }),
  );
  return app;
}

async function answered(
  context: Context,
  parts: MonitorParts,
  options: ActionOptions,
  action: Action,
): Promise<Response> {
  const fields = await fieldsOf(context);
  const lead = (back: string, notice: Notice) =>
    seeOther(context, wayBackWith(back, notice, parts.now()));
  if (typeof fields === "string") return lead("/", problem(fields));
  const back = wayBack(fields.get("back"));
  const { raw } = context.req;
  if (!isAllowed(options.authorize, raw, "operate")) {
    const isKnown = options.scopeOf(raw) !== undefined;
    if (!isKnown) return seeOther(context, `/login?next=${encodeURIComponent(back)}`);
    const why = options.hasLogin
      ? "this needs a token that may operate"
      : "Set monitoring.auth_token to silence and to test from here.";
    return lead(back, problem(why));
  }
  try {
    return lead(back, { kind: "notice", text: await action(parts, fields) });
  } catch (error) {
    return lead(back, problem(problemOf(error)));
  }
}

async function fieldsOf(context: Context): Promise<URLSearchParams | string> {
  try {
    return await formFields(context);
  } catch (error) {
    return problemOf(error);
  }
}

/** What is a sentence for who sent the form; anything else is the app's. */
function problemOf(error: unknown): string {
  if (error instanceof NoAnswer) return `no answer: ${error.message}`;
  if (
    error instanceof TypeError ||
    error instanceof RangeError ||
    error instanceof NotFound ||
    error instanceof Refused
  )
    return error.message;
  throw error;
}

const problem = (text: string): Notice => ({ kind: "problem", text });

const seeOther = (context: Context, address: string) => context.redirect(address, 303);
