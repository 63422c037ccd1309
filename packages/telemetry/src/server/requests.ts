import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { TLSSocket, Server as TlsServer } from "node:tls";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { hasTwoHosts } from "./allowed-hosts.ts";
import type { Refusal } from "./malformed.ts";
import { answerToError, refuse } from "./refuse.ts";

export interface Requests {
  /** Responses that are not finished. */
  readonly answers: ReadonlySet<ServerResponse>;
  /** From now on each connection ends with its answer, and soon if it asks nothing. */
  close(): void;
}

/** Time for a request whose head is under way when the server closes. */
const graceMs = 1_000;

/** Gives requests to the app, but those for another host, and cuts clients that take no answer. */
export function serveRequests(
  server: Server,
  app: Hono,
  {
    isHostAllowed,
    refused,
    stalledTimeoutMs,
  }: {
    readonly isHostAllowed: (incoming: IncomingMessage) => boolean;
    readonly refused: (why: Refusal) => void;
    readonly stalledTimeoutMs: number;
  },
): Requests {
  const answers = new Set<ServerResponse>();
  const sockets = new Set<Duplex>();
  const isAnswering = (socket: Duplex) => [...answers].some((answer) => answer.socket === socket);
  const hold = (socket: Duplex) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  };
  server.on(server instanceof TlsServer ? "secureConnection" : "connection", hold);
  // It has left HTTP, and belongs to whoever took it.
  server.on("upgrade", (_, socket) => sockets.delete(socket));
  let closing = false;
  const serve = getRequestListener(app.fetch, {
    // HTTP/1.0 may do without a host, as the checks of load balancers do.
    hostname: "localhost",
    errorHandler: answerToError,
  });
  server.on("request", (incoming, outgoing) => {
    answers.add(outgoing);
    outgoing.once("close", () => {
      answers.delete(outgoing);
      if (closing) server.closeIdleConnections();
    });
    if (closing) outgoing.shouldKeepAlive = false;
    if (hasTwoHosts(incoming)) {
      refused("malformed");
      refuse(outgoing, 400, "expected one Host");
    } else if (isHostAllowed(incoming)) void serve(incoming, outgoing);
    else {
      refused("host");
      refuse(outgoing, 421, "this host is not served here; see monitoring.allowed_hosts");
    }
  });

  server.timeout = stalledTimeoutMs;
  server.on("timeout", (socket) => {
    if (!isAnswering(socket)) socket.destroy();
    else if (socket.writableLength === 0) return;
    // Only TCP itself can be reset: a TLS socket throws.
    else if (socket instanceof TLSSocket) socket.destroy();
    // A reset, for else the system would go on offering what is in its buffers.
    else socket.resetAndDestroy();
  });

  return {
    answers,
    close() {
      closing = true;
      for (const answer of answers) if (!answer.headersSent) answer.shouldKeepAlive = false;
      // Browsers connect in advance: what has sent nothing is not idle for Node, and would be waited for.
      const cut = () => {
        for (const socket of sockets) if (!isAnswering(socket)) socket.destroy();
      };
      setTimeout(cut, graceMs).unref();
    },
  };
}
