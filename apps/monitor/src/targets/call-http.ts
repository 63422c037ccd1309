import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { createPlaces } from "./places.ts";

/** An answer, read to its end. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** What is sent. */
export interface HttpCall {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** A longer body is an error. */
  readonly maxBytes: number;
}

/** Why there is no answer, in a word or a sentence without the address. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

// Polls come again and again to the same places; the server says how long a connection is kept.
const agents = {
  "http:": new HttpAgent({ keepAlive: true }),
  "https:": new HttpsAgent({ keepAlive: true }),
} as const;

/**
 * Asks an http or https address. Redirects are not followed, certificates are checked.
 *
 * @throws {NoAnswer} There was none, it was cut, or it is longer than `maxBytes`.
 */
export async function callHttp(url: URL, call: HttpCall): Promise<HttpAnswer> {
  try {
    return await once(url, call);
  } catch (error) {
    // A kept connection that the other side closed at this moment: asking twice does no harm.
    const isGet = call.method === undefined || call.method === "GET";
    // The other kept ones may be gone as well, so the second time goes over one of its own.
    if (error instanceof ReusedConnectionLost && isGet && !call.signal.aborted)
      return once(url, call, false);
    throw error;
  }
}

class ReusedConnectionLost extends NoAnswer {}

/** What a connection says that the other side has closed. */
const lostCodes: readonly string[] = ["ECONNRESET", "EPIPE"];

function once(
  url: URL,
  { method = "GET", headers, body, signal, maxBytes }: HttpCall,
  agent: HttpAgent | false = agents[url.protocol === "https:" ? "https:" : "http:"],
) {
  return new Promise<HttpAnswer>((resolve, reject) => {
    const sent = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, {
      method,
      agent,
      signal,
      headers: {
        ...headers,
        ...(body !== undefined && {
          "Content-Type": "application/json",
          "Content-Length": String(Buffer.byteLength(body)),
        }),
      },
    });
    sent.once("error", (error) => {
      const code = faultOf(error);
      reject(
        sent.reusedSocket && lostCodes.includes(code)
          ? new ReusedConnectionLost(code)
          : new NoAnswer(code, { cause: error }),
      );
    });
    // Nobody asked for another protocol, and then there is neither a response nor an error.
    sent.once("upgrade", ({ statusCode }, socket) => {
      socket.destroy();
      reject(new NoAnswer(`${statusCode} instead of an answer`));
    });
    sent.once("response", (response) => {
      read(response, maxBytes).then(
        (bytes) =>
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers["content-type"] ?? "",
            body: bytes,
          }),
        (error: unknown) => {
          sent.destroy();
          reject(error instanceof NoAnswer ? error : new NoAnswer(faultOf(error)));
        },
      );
    });
    sent.end(body);
  });
}

/** Whatever many targets answer at once, memory holds only so much of it. */
const largeBytes = 1_048_576;
const largeAnswers = createPlaces(8);

function read(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  let leave: (() => void) | undefined;
  return new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxBytes) reject(new NoAnswer(`more than ${maxBytes} bytes`));
      else if (bytes > largeBytes && !leave) {
        response.pause();
        leave = largeAnswers.enter(() => response.resume());
      }
    });
    response.once("end", () => {
      const [only] = chunks;
      resolve(chunks.length === 1 && only ? only : Buffer.concat(chunks, bytes));
    });
    // Also when the other side cuts the answer.
    response.once("error", reject);
  }).finally(() => leave?.());
}

/** Codes that certificates have, in words. */
const words: Readonly<Record<string, string>> = {
  ABORT_ERR: "timed out",
  CERT_HAS_EXPIRED: "certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "certificate is of an issuer not trusted here",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "certificate is of an issuer not trusted here",
  ERR_TLS_CERT_ALTNAME_INVALID: "certificate is for another host",
};

function faultOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? (words[code] ?? code) : "the request failed";
}
