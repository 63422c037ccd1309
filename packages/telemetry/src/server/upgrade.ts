import { IncomingMessage, type Server } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { hasTwoHosts } from "./allowed-hosts.ts";
import type { Refusal } from "./malformed.ts";
import { answerAndClose } from "./raw-answer.ts";

/** Takes a socket over, such as `handleUpgrade` of `ws`. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * A request that leaves HTTP only for a WebSocket. Any other `Upgrade`, such as the `h2c` that
 * Java's client offers with each first request, is an offer that a server may ignore.
 * https://www.rfc-editor.org/rfc/rfc9110#section-7.8
 */
export class OrdinaryRequest extends IncomingMessage {
  declare private offered: boolean | null;

  // Set by Node before the headers are there, and read after.
  get upgrade(): boolean | null {
    const leaves = this.method === "CONNECT" || /^websocket$/i.test(this.headers.upgrade ?? "");
    return this.offered && leaves;
  }

  set upgrade(value: boolean | null) {
    this.offered = value;
  }
}

/** Gives WebSockets to `upgrade`, if there is one and the host is meant; nothing is tunnelled. */
export function takeUpgrades(
  server: Server,
  {
    upgrade,
    isHostAllowed,
    isClosing,
    refused,
  }: {
    readonly upgrade: Upgrade | undefined;
    readonly isHostAllowed: (request: IncomingMessage) => boolean;
    readonly isClosing: () => boolean;
    readonly refused: (why: Refusal) => void;
  },
): void {
  server.on("connect", (_, socket) => answerAndClose(socket, 405, { Allow: "GET, HEAD" }));
  server.on("upgrade", (request, socket, head) => {
    // Node no longer listens, and an error that nobody hears ends the process.
    socket.on("error", () => {});
    if (socket instanceof Socket) socket.setTimeout(0);
    if (hasTwoHosts(request)) {
      refused("malformed");
      answerAndClose(socket, 400);
    } else if (!isHostAllowed(request)) {
      refused("host");
      answerAndClose(socket, 421);
    } else if (isClosing()) answerAndClose(socket, 503);
    else if (upgrade === undefined || !canBeRequest(request)) answerAndClose(socket, 400);
    else handOver(upgrade, request, socket, head);
  });
}

function handOver(upgrade: Upgrade, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  try {
    upgrade(request, socket, head);
  } catch {
    answerAndClose(socket, 500);
  }
}

/**
 * What an upgrade asks, as a `Request`, for `authorize` and the like.
 *
 * @throws {TypeError} Its host or path make no URL. `serveApp` has refused such a one.
 */
export function requestOf(incoming: IncomingMessage): Request {
  const { url = "/", method = "GET", rawHeaders, socket } = incoming;
  const scheme = (socket as Partial<TLSSocket>).encrypted ? "https" : "http";
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2)
    headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
  const whole = url.startsWith("/")
    ? `${scheme}://${headers.get("host") ?? "localhost"}${url}`
    : url;
  return new Request(whole, { method, headers });
}

function canBeRequest(incoming: IncomingMessage): boolean {
  try {
    return requestOf(incoming) instanceof Request;
  } catch {
    return false;
  }
}
