import { Agent, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps, Agent as TlsAgent } from "node:https";
import type { Socket } from "node:net";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { connectionError, PostError } from "./post-error.ts";

export interface HttpPostOptions {
  /** Its user and password become an `Authorization` header. */
  readonly url: URL;
  /** Sent with each request, beside what is sent anyway. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly contentType: string;
  /** @default "none" */
  readonly compression?: "none" | "gzip";
  /** Milliseconds for one request. */
  readonly timeoutMs: number;
  /** Certificates to trust in place of Node's, as PEM text. */
  readonly ca?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
}

export interface PostAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  /** Its first 64 KiB at most, and less if the rest did not come in time. */
  readonly body: Buffer;
}

export interface HttpPost {
  /**
   * Sends one body. Nothing of it keeps the process alive, and `signal` ends it at once. Any status
   * is an answer; redirects are not followed.
   *
   * @throws {PostError} There was no answer.
   */
  send(body: Buffer, signal: AbortSignal): Promise<PostAnswer>;
  /** Closes connections, those in use too. */
  close(): void;
}

const compressed = promisify(gzip);
const mostAnswerBytes = 64 * 1024;
/** A longer timer would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Posts to one URL over connections of its own, which are kept for the next request. */
export function httpPost(options: HttpPostOptions): HttpPost {
  const { url, compression, ca, clientCertificate, clientKey } = options;
  const collector = `collector ${url.origin}`;
  const isTls = url.protocol === "https:";
  const agent = isTls
    ? new TlsAgent({
        keepAlive: true,
        ...(ca !== undefined && { ca }),
        ...(clientCertificate !== undefined && { cert: clientCertificate }),
        ...(clientKey !== undefined && { key: clientKey }),
      })
    : new Agent({ keepAlive: true });
  const timeoutMs = Math.min(options.timeoutMs, longestTimerMs);
  const headers = {
    ...authorization(url),
    ...options.headers,
    "content-type": options.contentType,
    ...(compression === "gzip" && { "content-encoding": "gzip" }),
  };
  // Without user and password, which would be sent as they are in the URL.
  const target = new URL(url);
  target.username = "";
  target.password = "";

  let isClosed = false;

  function attempt(body: Buffer, signal: AbortSignal): Promise<PostAnswer> {
    return new Promise((resolve, reject) => {
      if (signal.aborted || isClosed)
        return reject(new PostError(`${collector} was not asked in time`));
      const request = (isTls ? requestHttps : requestHttp)(target, {
        method: "POST",
        agent,
        headers: { ...headers, "content-length": body.length },
      });
      let answer: (() => PostAnswer) | undefined;
      let isOver = false;
      const end = (settle: () => void) => {
        if (isOver) return;
        isOver = true;
        clearTimeout(timer);
        signal.removeEventListener("abort", aborted);
        settle();
      };
      /** The status is what counts: how the body ends changes nothing. */
      const endWith = (error: () => PostError) =>
        end(() => (answer ? resolve(answer()) : reject(error())));
      const aborted = () => {
        end(() => reject(new PostError(`${collector} gave no answer in time`)));
        request.destroy();
      };
      const timer = setTimeout(() => {
        endWith(() => new PostError(`${collector} gave no answer within ${timeoutMs} ms`));
        request.destroy();
      }, timeoutMs).unref();
      signal.addEventListener("abort", aborted);
      request.on("socket", letGo);
      request.on("error", (error) => {
        // An idle connection that the other side closed just then: the request never got there.
        const isStale =
          request.reusedSocket && "code" in error && error.code === "ECONNRESET" && !isClosed;
        if (isStale && !answer) end(() => resolve(attempt(body, signal)));
        else endWith(() => connectionError(collector, error));
      });
      request.on("response", (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        answer = () => answerOf(response, chunks);
        response.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size > mostAnswerBytes) response.destroy();
        });
        response.on("error", () => {});
        response.on("close", () => endWith(() => connectionError(collector, undefined)));
      });
      request.end(body);
    });
  }

  return {
    send: async (body, signal) =>
      attempt(compression === "gzip" ? await compressed(body) : body, signal),
    close() {
      isClosed = true;
      agent.destroy();
    },
  };
}

function answerOf({ statusCode = 0, headers }: IncomingMessage, chunks: Buffer[]): PostAnswer {
  return {
    status: statusCode,
    contentType: headers["content-type"] ?? "",
    retryAfter: headers["retry-after"],
    body: Buffer.concat(chunks).subarray(0, mostAnswerBytes),
  };
}

/** Also once it is connected: which of several addresses it will be is not known before. */
function letGo(socket: Socket): void {
  socket.unref();
  if (socket.connecting) socket.once("connect", () => socket.unref());
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const pair = `${decoded(username)}:${decoded(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

/** As it stands, if it isn't percent-encoding. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
