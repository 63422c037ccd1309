import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { isAuthorized, type LiveOptions, refusalOf } from "./admission.ts";
import type { Feed } from "./feed.ts";
import type { EndReason, LiveClient } from "./live-client.ts";
import { livePath } from "./live-routes.ts";

/** Takes a connection whose client asks for another protocol: the listener of `upgrade`. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Frames that a client may send between two heartbeats; its answers to pings are among them. */
const maxFramesPerHeartbeat = 100;

/** Close codes and why. https://www.iana.org/assignments/websocket/websocket.xhtml */
const farewells: Readonly<Partial<Record<EndReason, readonly [code: number, reason: string]>>> = {
  slow: [1013, "too slow, come back"],
  flood: [1008, "too many messages"],
  unauthorized: [1008, "no longer authorized"],
  closing: [1001, "the monitor stops"],
};

/**
 * Serves the feed over WebSocket on `/live`, from an event on with `?last_id=`. Whom it does not
 * let in gets an answer in HTTP, and so does another path. No handshake waits for anything.
 */
export function liveUpgrade(feed: Feed, options: LiveOptions): UpgradeHandler {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: 2 ** 16,
  });
  return (incoming, socket, head) => {
    // A reset before or while an answer is written.
    socket.on("error", () => socket.destroy());
    const request = requestOf(incoming);
    if (!request) return answer(socket, { status: 400, body: { error: "bad request" } });
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== livePath) return answer(socket, { status: 404, body: { error: "not found" } });
    const refusal = refusalOf(request, feed, options);
    if (refusal) return answer(socket, refusal);
    server.handleUpgrade(incoming, socket, head, (websocket) => {
      const client = clientOf(websocket, socket, feed, () =>
        isAuthorized(request, options.authorize),
      );
      feed.connect(client, searchParams.get("last_id") || undefined);
    });
  };
}

function clientOf(
  websocket: WebSocket,
  socket: Duplex,
  feed: Feed,
  allowed: () => boolean,
): LiveClient {
  let unanswered = 0;
  let frames = 0;
  const client: LiveClient = {
    kind: "websocket",
    unsentBytes: () => socket.writableLength,
    send(bytes) {
      // Past `ws`, which would frame the same text anew for each client. Without compression it
      // writes at once, so nothing of its own comes in between.
      if (websocket.readyState === websocket.OPEN) socket.write(bytes);
    },
    verdict() {
      frames = 0;
      if (unanswered >= 2) return "unresponsive";
      unanswered += 1;
      return allowed() ? undefined : "unauthorized";
    },
    end(reason) {
      const farewell = farewells[reason];
      if (farewell) websocket.close(...farewell);
      if (reason === "unresponsive") websocket.terminate();
      // Its answer isn't worth reading the rest for.
      if (reason === "flood") websocket.pause();
    },
    cut: () => websocket.terminate(),
  };
  const count = () => {
    frames += 1;
    if (frames > maxFramesPerHeartbeat) feed.drop(client, "flood");
  };
  websocket.on("pong", () => {
    unanswered = 0;
    count();
  });
  websocket.on("ping", count);
  websocket.on("message", (data, isBinary) => {
    count();
    if (!isBinary && isPing(`${data}`)) feed.answer(client);
  });
  // `ws` has sent 1007, 1009, … already.
  websocket.on("error", () => feed.drop(client, "protocol"));
  websocket.on("close", () => feed.disconnected(client));
  return client;
}

/** The one message that clients have; others are ignored. */
function isPing(text: string): boolean {
  try {
    return (JSON.parse(text) as { type?: unknown } | null)?.type === "ping";
  } catch {
    return false;
  }
}

/** The request as `authorize` wants it. */
function requestOf({ headers, url = "/" }: IncomingMessage): Request | undefined {
  const address = `http://${headers.host}${url}`;
  if (!headers.host || !url.startsWith("/") || !URL.canParse(address)) return undefined;
  const copy = new Headers();
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) copy.set(name, `${value}`);
  return new Request(address, { headers: copy });
}

interface PlainAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

function answer(socket: Duplex, { status, headers = {}, body }: PlainAnswer): void {
  const text = JSON.stringify(body);
  const lines = Object.entries({
    "content-type": "application/json",
    "content-length": `${Buffer.byteLength(text)}`,
    "cache-control": "no-store",
    connection: "close",
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${text}`);
}
