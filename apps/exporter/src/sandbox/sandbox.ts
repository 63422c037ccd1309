import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { createAccount } from "./account.ts";
import { type Answer, answer, faultAnswer, refusal } from "./answer.ts";
import { readCatalogue } from "./catalogue.ts";
import { control } from "./control.ts";
import { createFaults, type Faults } from "./faults.ts";
import type { Observe } from "./observe-requests.ts";

export interface SandboxOptions {
  /** @default 0, any free port */
  readonly port?: number;
  /** @default "127.0.0.1" */
  readonly host?: string;
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
  /** Ends open connections too; may be called again. */
  close(): Promise<void>;
}

/**
 * Starts a real HTTP server that speaks the part of the Trakt API that the exporter reads, for the
 * client id of anyone and the token `demo`. Its account never changes.
 *
 * @throws an Error naming host and port when it cannot listen there.
 */
export async function startSandbox({
  port = 0,
  host = "127.0.0.1",
  observe = (_, handle) => handle(),
}: SandboxOptions = {}): Promise<Sandbox> {
  const account = createAccount(readCatalogue());
  const faults = createFaults();
  const closing = new AbortController();

  const handle = async (request: IncomingMessage): Promise<Answer | undefined> => {
    const url = new URL(`http://sandbox${request.url ?? "/"}`);
    if (url.pathname.startsWith("/sandbox/"))
      return control(request, url.pathname, { account, faults });
    for (const fault of faults.take(url.pathname)) {
      if (fault.kind !== "latency") return faultAnswer(fault);
      await delay(fault.ms, undefined, { signal: closing.signal });
    }
    return answer(account, { method: request.method ?? "", url, headers: request.headers });
  };

  const server = createServer((request, response) => {
    observe(request, () => handle(request))
      .catch((error: unknown) => refusal(400, "bad_request", String(error)))
      .then((result) => (result ? send(response, result) : request.socket.resetAndDestroy()))
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
    closing.abort();
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
    close,
    [Symbol.asyncDispose]: close,
  };
}

function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8", ...headers });
  response.end(text);
}
