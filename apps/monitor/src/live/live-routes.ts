import type { ServerResponse } from "node:http";
import { Hono } from "hono";
import { isAuthorized, type LiveOptions, refusalOf } from "./admission.ts";
import type { Feed } from "./feed.ts";
import type { LiveClient } from "./live-client.ts";

/** Where clients listen, over WebSocket or as server-sent events. */
export const livePath = "/live";

const headers = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  // nginx would collect the events.
  "x-accel-buffering": "no",
};

/** How long EventSource waits before it comes back, in milliseconds. */
const retry = Buffer.from("retry: 2000\n\n");

/**
 * Serves the feed as server-sent events: `GET /live`, from an event on with `Last-Event-ID` or
 * `?last_id=`. `liveUpgrade` serves the same path over WebSocket.
 */
export function liveRoutes(feed: Feed, options: LiveOptions): Hono {
  const app = new Hono();
  app.all(livePath, (context) => {
    const request = context.req.raw;
    const { method } = request;
    if (method !== "GET" && method !== "HEAD")
      return context.json({ error: "method not allowed" }, 405, { allow: "GET, HEAD" });
    const refusal = refusalOf(request, feed, options);
    if (refusal)
      return context.json(refusal.body, refusal.status, {
        "cache-control": "no-store",
        ...refusal.headers,
      });
    if (method === "HEAD") return context.body(null, 200, headers);
    const lastId = request.headers.get("last-event-id") || context.req.query("last_id");
    // Where it runs on node-server, the response is there, too.
    const { outgoing } = (context.env ?? {}) as { readonly outgoing?: ServerResponse };
    const allowed = () => isAuthorized(request, options.authorize);
    return context.body(
      eventStream(feed, { lastId: lastId || undefined, outgoing, allowed }),
      200,
      headers,
    );
  });
  return app;
}

interface StreamOptions {
  readonly lastId: string | undefined;
  readonly outgoing: ServerResponse | undefined;
  readonly allowed: () => boolean;
}

/** The events for one client. What it does not take waits in the stream, which never waits itself. */
function eventStream(feed: Feed, { lastId, outgoing, allowed }: StreamOptions): ReadableStream {
  let client: LiveClient;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let isOpen = true;
        client = {
          kind: "sse",
          unsentBytes: () => -(controller.desiredSize ?? 0) + (outgoing?.writableLength ?? 0),
          send(bytes) {
            if (isOpen) controller.enqueue(bytes);
          },
          verdict: () => (allowed() ? undefined : "unauthorized"),
          end(reason) {
            // Who does not read what is there would not read a goodbye.
            if (reason === "slow") client.cut();
            else if (isOpen) {
              isOpen = false;
              controller.close();
              if (!outgoing) feed.disconnected(client);
            }
          },
          cut() {
            if (outgoing) outgoing.destroy();
            else if (isOpen) {
              isOpen = false;
              controller.error(new Error("the client was cut"));
              feed.disconnected(client);
            }
          },
        };
        outgoing?.once("close", () => {
          isOpen = false;
          feed.disconnected(client);
        });
        controller.enqueue(retry);
        feed.connect(client, lastId);
      },
      cancel() {
        feed.disconnected(client);
      },
    },
    { highWaterMark: 0, size: (chunk) => chunk?.byteLength ?? 0 },
  );
}
