import type { Feed } from "./feed.ts";

/** Options of `liveRoutes` and `liveUpgrade`. */
export interface LiveOptions {
  /**
   * Whether a request may listen, asked again before each heartbeat: who may no longer is let go.
   * Anything but `true`, a throw or a promise too, is a no.
   */
  readonly authorize: (request: Request, scope: "read") => boolean;
}

/** Why somebody may not listen, as an answer. */
export interface Refusal {
  readonly status: 401 | 403 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly error: string; readonly message?: string };
}

/** Whether a request is let in; counts it with the feed where it is not. */
export function refusalOf(
  request: Request,
  feed: Feed,
  { authorize }: LiveOptions,
): Refusal | undefined {
  if (isForeign(request)) {
    feed.refuse("origin");
    const message = "the request is another site's";
    return { status: 403, headers: {}, body: { error: "forbidden", message } };
  }
  if (!isAuthorized(request, authorize)) {
    feed.refuse("unauthorized");
    const headers = { "www-authenticate": "Bearer" };
    return { status: 401, headers, body: { error: "unauthorized" } };
  }
  if (feed.isFull()) {
    feed.refuse("full");
    const message = "as many clients listen as may. Try again later";
    return {
      status: 503,
      headers: { "retry-after": "10" },
      body: { error: "unavailable", message },
    };
  }
  return undefined;
}

/** What throws or promises has not said yes. */
export function isAuthorized(request: Request, authorize: LiveOptions["authorize"]): boolean {
  try {
    return authorize(request, "read") === true;
  } catch {
    return false;
  }
}

/** Whether a browser says that another site's page made the request. Programs send no `Origin`. */
function isForeign({ headers }: Request): boolean {
  const origin = headers.get("origin");
  if (origin === null) return false;
  if (!URL.canParse(origin)) return true;
  const { protocol, host } = new URL(origin);
  const own = `${protocol}//${headers.get("host")}`;
  // As URLs: one may name the default port and the other leave it out.
  return host === "" || !URL.canParse(own) || new URL(own).host !== host;
}
