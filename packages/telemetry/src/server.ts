import { once } from "node:events";
import type { Server } from "node:http";
import { isIP } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";

export interface RunningServer {
  /** `host:port`, with the port that the system chose where 0 was asked for. */
  readonly address: string;
  /** Whether only this machine can reach it. */
  readonly loopback: boolean;
  /** Takes no new connections, gives answers under way `timeoutMs` to finish, cuts what is left. */
  close(timeoutMs: number): Promise<void>;
}

/**
 * Serves a Hono app on one address.
 *
 * @throws {Error} The port is taken or may not be used; the message says which and what to do.
 */
export async function serveApp(
  app: Hono,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  // A client that drips its headers holds a connection no longer than this.
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new Error(listenProblem(error, host, port), { cause: error });
  }

  const bound = server.address();
  const actualPort = typeof bound === "object" && bound ? bound.port : port;
  return {
    address: `${isIP(host) === 6 ? `[${host}]` : host}:${actualPort}`,
    loopback: host === "localhost" || host === "::1" || host.startsWith("127."),
    async close(timeoutMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const over = new AbortController();
      const deadline = delay(timeoutMs, undefined, { signal: over.signal }).catch(() => {});
      await Promise.race([closed, deadline]);
      over.abort();
      server.closeAllConnections();
      await closed;
    },
  };
}

function listenProblem(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const place = `${host}:${port}`;
  if (code === "EADDRINUSE")
    return `${place} is taken by another program. Stop it, or choose another port`;
  if (code === "EACCES") return `${place} may not be used by this user. Choose a port above 1023`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return `${host} is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for all`;
  return `can't listen on ${place}: ${code ?? "unknown error"}`;
}
