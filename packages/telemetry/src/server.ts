import { createServer, type Server, type ServerOptions } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { isIP } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Hono } from "hono";
import { hostCheck, isLoopback } from "./server/allowed-hosts.ts";
import { renewedCertificate, type TlsFiles } from "./server/certificate.ts";
import { countConnections } from "./server/connections.ts";
import { listen } from "./server/listen.ts";
import { type Refusal, refuseMalformed } from "./server/malformed.ts";
import { affordableConnections } from "./server/open-files.ts";
import { serveRequests } from "./server/requests.ts";
import { OrdinaryRequest, takeUpgrades, type Upgrade } from "./server/upgrade.ts";

/** Where {@link serveApp} listens, and within which limits. */
export interface ServeOptions {
  readonly host: string;
  /** 0: the system chooses one. */
  readonly port: number;
  /** Serves https in place of http, TLS 1.2 or newer, by a certificate that may be renewed. */
  readonly tls?: TlsFiles | undefined;
  /**
   * Hosts, without a port, that requests may ask for beside `localhost`, `127.0.0.1`, `[::1]` and
   * `host` itself; others get 421, except for probes. `*` is any.
   *
   * @default none when `host` is of this machine only, else any
   */
  readonly allowedHosts?: readonly string[] | undefined;
  /**
   * Connections at a time; one more is closed at once, and counted. Fewer, where the system allows
   * too few open files for them.
   *
   * @default 2048
   */
  readonly maxConnections?: number;
  /**
   * Time for the headers of a request, in milliseconds. A connection that brings none is closed.
   *
   * @default 10000
   */
  readonly headersTimeoutMs?: number;
  /**
   * Time for a whole request to come in, in milliseconds.
   *
   * @default 30000
   */
  readonly requestTimeoutMs?: number;
  /**
   * How long a connection may wait for its next request, in milliseconds.
   *
   * @default 5000
   */
  readonly keepAliveTimeoutMs?: number;
  /**
   * How long a client may take nothing of an answer that waits for it, in milliseconds. A stream
   * that has nothing to send may be silent for ever.
   *
   * @default 60000
   */
  readonly stalledTimeoutMs?: number;
  /** Takes WebSockets over; without it they get 400. Asked only for hosts that are allowed. */
  readonly upgrade?: Upgrade | undefined;
  /** Called as soon as the server closes: ends the streams and WebSockets that are open. */
  readonly onClose?: (() => Promise<void> | void) | undefined;
  /** Gets what would be logged: `certificate_not_renewed`, `few_open_files` or `accept_failed`. */
  readonly onProblem?:
    | ((problem: { readonly code: string; readonly message: string }) => void)
    | undefined;
}

/** Counts of a server since it listens. */
export interface ServerStats {
  /** Connections that are open now. */
  readonly connections: number;
  /** Connections that were closed at once, for there were too many. */
  readonly connectionsRefused: number;
  /** Requests that no route saw, by reason. */
  readonly requestsRefused: Readonly<Record<Refusal, number>>;
}

/** A server that listens. */
export interface RunningServer {
  /** `host:port`, with the port that the system chose where 0 was asked for. */
  readonly address: string;
  /** Whether only this machine can reach it. */
  readonly loopback: boolean;
  /** What the server counted. */
  stats(): ServerStats;
  /** Reads the certificate now, if its files have changed. Without TLS it does nothing. */
  reloadCertificate(): Promise<void>;
  /** Takes no new connections, gives answers under way `timeoutMs` to finish, cuts what is left. */
  close(timeoutMs: number): Promise<void>;
}

/** Largest head of a request, in bytes: Node's own default, whatever its command line says. */
const maxHeaderBytes = 16_384;

/**
 * Serves a Hono app on one address.
 *
 * @throws {Error} The port is taken or may not be used, or the certificate can't be read; the
 *   message says which and what to do.
 */
export async function serveApp(app: Hono, options: ServeOptions): Promise<RunningServer> {
  const { host, upgrade, onClose, onProblem } = options;
  const isHostAllowed = hostCheck(host, options.allowedHosts);
  const requestsRefused = {
    host: 0,
    malformed: 0,
    headers_too_large: 0,
    timeout: 0,
    too_many_at_once: 0,
  };
  const refused = (why: Refusal) => {
    requestsRefused[why] += 1;
  };
  let closed: Promise<void> | undefined;

  const certificate =
    options.tls &&
    (await renewedCertificate(
      options.tls,
      (context) => "setSecureContext" in server && server.setSecureContext(context),
      (message) => onProblem?.({ code: "certificate_not_renewed", message }),
    ));
  const limits = limitsOf(options);
  const server: Server | ReturnType<typeof createTlsServer> = certificate
    ? createTlsServer({ ...limits, ...certificate.context, handshakeTimeout: 10_000 })
    : createServer(limits);
  const wanted = options.maxConnections ?? 2_048;
  const affordable = await affordableConnections(wanted);
  if (affordable.connections < wanted)
    onProblem?.({
      code: "few_open_files",
      message: `at most ${affordable.connections} connections are taken in place of ${wanted}: the system allows ${affordable.openFiles} open files`,
    });
  const connections = countConnections(server, affordable.connections);
  const requests = serveRequests(server, app, {
    isHostAllowed,
    refused,
    stalledTimeoutMs: options.stalledTimeoutMs ?? 60_000,
  });
  refuseMalformed(server, requests.answers, refused);
  takeUpgrades(server, { upgrade, isHostAllowed, refused, isClosing: () => closed !== undefined });

  const port = await listen(server, host, options.port).catch((error: unknown) => {
    certificate?.close();
    throw error;
  });
  server.on("error", (error) =>
    onProblem?.({ code: "accept_failed", message: `a connection was lost: ${error.message}` }),
  );

  const beginClose = () => {
    certificate?.close();
    // What it throws is its owner's; the connections are cut all the same.
    void (async () => onClose?.())().catch(() => {});
    requests.close();
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    return ended;
  };
  return {
    address: `${isIP(host) === 6 ? `[${host}]` : host}:${port}`,
    loopback: isLoopback(host),
    stats: () => ({ ...connections.stats(), requestsRefused: { ...requestsRefused } }),
    reloadCertificate: async () => certificate?.reload(),
    async close(timeoutMs) {
      closed ??= beginClose();
      const over = new AbortController();
      const deadline = delay(timeoutMs, undefined, { signal: over.signal }).catch(() => {});
      await Promise.race([closed, deadline]);
      over.abort();
      connections.cut();
      await closed;
    },
  };
}

function limitsOf(options: ServeOptions): ServerOptions<typeof OrdinaryRequest> {
  const { headersTimeoutMs = 10_000, requestTimeoutMs = 30_000, keepAliveTimeoutMs } = options;
  return {
    IncomingMessage: OrdinaryRequest,
    insecureHTTPParser: false,
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs ?? 5_000,
    // How late, at most, Node notices that a time is over.
    connectionsCheckingInterval: Math.min(1_000, headersTimeoutMs, requestTimeoutMs),
  };
}
