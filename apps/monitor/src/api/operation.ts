import { type Context, Hono } from "hono";
import type * as z from "zod";
import { NoAnswer } from "../targets/call-http.ts";

export type Method = "GET" | "POST" | "DELETE";
export type Scope = "read" | "operate";

/** Whether a request may go on; as `accessControl` of telemetry has it. */
export type Authorize = (request: Request, scope: Scope) => boolean;

/** What one method of one address does, and how the document of the API describes it. */
export interface Operation {
  readonly summary: string;
  /** `open`: nobody is asked who they are. */
  readonly scope: Scope | "open";
  /** Parameters behind the `?`, each in a sentence. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: z.ZodType;
  /** What 200 (or 201) answers as JSON; undefined: something else, described by `type`. */
  readonly answers?: z.ZodType;
  readonly type?: string;
  answer(context: Context): Promise<Response> | Response;
}

/** Operations by method. */
export type Operations = Partial<Readonly<Record<Method, Operation>>>;

/** Something that is asked for and is not there; its message is shown. */
export class NotFound extends Error {
  override readonly name = "NotFound";
}

/** Something that is not allowed here, whoever asks; its message is shown. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** Serves the operations; `:name` in a path is a parameter. Answers errors as JSON sentences. */
export function serveOperations(
  paths: Readonly<Record<string, Operations>>,
  authorize: Authorize,
): Hono {
  const app = new Hono();
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations))
      app.on(method, path, async (context) => {
        const { scope } = operation;
        if (scope !== "open" && !isAllowed(authorize, context.req.raw, scope))
          return unauthorized(context, scope);
        return answered(context, operation);
      });
    const allow = Object.keys(operations).flatMap((one) => (one === "GET" ? ["GET", "HEAD"] : one));
    app.all(path, (context) =>
      context.json({ error: "method not allowed" }, 405, { Allow: allow.join(", ") }),
    );
  }
  return app;
}

/** What throws has not said yes. */
export function isAllowed(authorize: Authorize, request: Request, scope: Scope): boolean {
  try {
    return authorize(request, scope) === true;
  } catch {
    return false;
  }
}

function unauthorized(context: Context, scope: Scope): Response {
  const message = scope === "operate" ? { message: "this needs a token that may operate" } : {};
  return context.json({ error: "unauthorized", ...message }, 401, { "WWW-Authenticate": "Bearer" });
}

/** Bad input is the caller's to know about; anything else is the app's. */
async function answered(context: Context, operation: Operation): Promise<Response> {
  try {
    return await operation.answer(context);
  } catch (error) {
    if (error instanceof NotFound)
      return context.json({ error: "not found", message: error.message }, 404);
    if (error instanceof Refused)
      return context.json({ error: "forbidden", message: error.message }, 403);
    if (error instanceof RangeError || error instanceof TypeError)
      return context.json({ error: "bad request", message: error.message }, 400);
    if (error instanceof NoAnswer)
      return context.json({ error: "bad gateway", message: `no answer: ${error.message}` }, 502);
    throw error;
  }
}

/** A parameter of the path, decoded. */
export function parameter(context: Context, name: string): string {
  return context.req.param(name) ?? "";
}

/** `?limit=`, a whole number from 1 to `most`. */
export function limitOf(context: Context, byDefault: number, most: number): number {
  const given = context.req.query("limit");
  if (given === undefined || given === "") return byDefault;
  const limit = /^\d{1,6}$/.test(given) ? Number(given) : Number.NaN;
  if (!(limit >= 1 && limit <= most))
    throw new RangeError(`limit: expected a whole number from 1 to ${most}`);
  return limit;
}

/** `?before=`, the `next` of a former answer. */
export function beforeOf(context: Context): number | undefined {
  const given = context.req.query("before");
  if (given === undefined || given === "") return undefined;
  if (!/^\d{1,15}$/.test(given))
    throw new RangeError("before: expected the next of a former answer");
  return Number(given);
}

/** A time behind the `?`, in milliseconds since 1970. */
export function timeOf(context: Context, name: string, byDefault: number): number {
  const given = context.req.query(name);
  if (given === undefined || given === "") return byDefault;
  const time = Date.parse(given);
  if (Number.isNaN(time))
    throw new RangeError(`${name}: expected a time such as 2026-01-15T10:30:00Z`);
  return time;
}
