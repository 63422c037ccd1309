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

/**
 * Requests of one connection that may wait for their answers: next to no client sends any before
 * it has the last answer, and each answer that nobody takes would stay in memory.
 */
const mostUnanswered = 8;

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
  /** The connections, and what is not finished of each: the first, and what waits behind it. */
  const sockets = new Map<Duplex, Set<ServerResponse>>();
  const isAnswering = (socket: Duplex) => (sockets.get(socket)?.size ?? 0) > 0;
  const hold = (socket: Duplex) => {
    const unfinished = new Set<ServerResponse>();
    sockets.set(socket, unfinished);
    socket.once("close", () => {
      sockets.delete(socket);
      // Node tells only the first one that nobody waits for it any more.
      for (const answer of unfinished) if (answer.socket === null) answer.emit("close");
    });
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
    const unfinished = sockets.get(incoming.socket);
    answers.add(outgoing);
    unfinished?.add(outgoing);
    outgoing.once("close", () => {
      answers.delete(outgoing);
      unfinished?.delete(outgoing);
      if (closing) server.closeIdleConnections();
    });
    if (closing) outgoing.shouldKeepAlive = false;
    if (unfinished !== undefined && unfinished.size > mostUnanswered) {
      refused("too_many_at_once");
      refuse(outgoing, 503, `expected at most ${mostUnanswered} requests that wait for an answer`);
    } else if (hasTwoHosts(incoming)) {
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
        for (const socket of sockets.keys()) if (!isAnswering(socket)) socket.destroy();
      };
      setTimeout(cut, graceMs).unref();
    },
  };
}
