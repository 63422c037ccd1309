import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { createAccount } from "./account.ts";
import { type Answer, answer, faultAnswer, methodNotAllowed, refusal } from "./answer.ts";
import { readCatalogue } from "./catalogue.ts";
import { changingAccount } from "./changing-account.ts";
import { control, readBody } from "./control.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createOAuthServer, type OAuthServer } from "./oauth.ts";
import type { Observe } from "./observe-requests.ts";
import type { PagesFault } from "./wrong-page.ts";

export interface SandboxOptions {
  /** @default 0, any free port */
  readonly port?: number;
  /** @default "127.0.0.1" */
  readonly host?: string;
  /**
   * Makes the history so long, of rows that exist only while they are sent.
   *
   * @default that of some hundred films
   */
  readonly plays?: number | undefined;
  /** Called around the answering of each request. */
  readonly observe?: Observe;
}

/** A running stand-in for the Trakt API. */
export interface Sandbox extends AsyncDisposable {
  /** For `trakt.api_base_url`, for example `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly port: number;
  /** The same as `PUT`, `GET` and `DELETE /sandbox/faults`. */
  readonly faults: Faults;
  /** The same as `PUT`, `GET` and `DELETE /sandbox/oauth`. */
  readonly oauth: OAuthServer;
  /** Paths with their queries, in the order in which they came; the last thousand. */
  readonly requests: readonly string[];
  /** Ends open connections too; may be called again. */
  close(): Promise<void>;
}

/**
 * Starts a real HTTP server that speaks the part of the Trakt API that the exporter reads, for the
 * client id of anyone and the token `demo`, or one that a login got. Its account changes by faults only.
 *
 * @throws an Error naming host and port when it cannot listen there.
 */
export async function startSandbox({
  port = 0,
  host = "127.0.0.1",
  plays,
  observe = (_, handle) => handle(),
}: SandboxOptions = {}): Promise<Sandbox> {
  const account = changingAccount(createAccount(readCatalogue(), plays));
  const oauth = createOAuthServer();
  const requests: string[] = [];
  const switched = createFaults();
  /** Those that wait for a latency go on when it is taken away. */
  let lifted = new AbortController();
  const lift = () => {
    lifted.abort();
    lifted = new AbortController();
  };
  const faults: Faults = {
    ...switched,
    set(given) {
      switched.set(given);
      lift();
      // Who sets a fault wants to see it: a client that only asks what is new must come.
      if (given.length > 0) account.touch();
    },
    clear() {
      switched.clear();
      lift();
    },
  };

  const handle = async (request: IncomingMessage): Promise<Answer | "cut" | undefined> => {
    const url = new URL(`http://sandbox${request.url ?? "/"}`);
    if (url.pathname.startsWith("/sandbox/"))
      return control(request, url.pathname, { account, faults, oauth });
    requests.push(`${url.pathname}${url.search}`);
    if (requests.length > 1000) requests.shift();
    let pages: PagesFault | undefined;
    for (const fault of faults.take(`${url.pathname}${url.search}`)) {
      if (fault.kind === "cut") return "cut";
      if (fault.kind === "latency")
        await delay(fault.ms, undefined, { signal: lifted.signal }).catch(() => {});
      else if (fault.kind === "change") account.change(fault.plays);
      else if (fault.kind === "pages") pages = fault.how;
      else return faultAnswer(fault);
    }
    if (url.pathname.startsWith("/oauth/")) {
      if (request.method !== "POST") return methodNotAllowed("POST");
      return oauth.answer(url.pathname, parsed(await readBody(request)));
    }
    const { method = "", headers } = request;
    const { changedAt } = account;
    return answer(account, { method, url, headers, isValid: oauth.isValid, changedAt, pages });
  };

  const server = createServer((request, response) => {
    let isCut = false;
    const answered = async () => {
      const result = await handle(request);
      isCut = result === "cut";
      return result === "cut" ? undefined : result;
    };
    observe(request, answered)
      .catch((error: unknown) => refusal(400, "bad_request", String(error)))
      .then((result) => {
        if (result) send(response, result);
        else if (isCut) cut(response);
        else request.socket.resetAndDestroy();
      })
      .catch(() => response.destroy());
  });

  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    const taken = cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
    const why = taken ? "the port is taken" : String(cause);
    throw new Error(`the sandbox cannot listen on ${host}:${port}: ${why}`, { cause });
  }
  const address = server.address() as AddressInfo;

  const close = async () => {
    lift();
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    faults,
    oauth,
    requests,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8", ...headers });
  response.end(text);
}

/** Breaks the connection when part of the body is on its way. */
function cut(response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "100000" });
  response.write("[", () => response.socket?.resetAndDestroy());
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
