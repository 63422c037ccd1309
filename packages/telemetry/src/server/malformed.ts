import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { answerAndClose } from "./raw-answer.ts";

/** What a request that no route sees was refused for. */
export type Refusal = "host" | "malformed" | "headers_too_large" | "timeout" | "too_many_at_once";

/**
 * Answers what is no HTTP with 400, too many header bytes with 431, and what does not come to its
 * end in time with 408, and closes the connection.
 *
 * @param answers The responses that are not finished.
 */
export function refuseMalformed(
  server: Server,
  answers: ReadonlySet<ServerResponse>,
  refused: (why: Refusal) => void,
): void {
  server.on("clientError", (error: NodeJS.ErrnoException, stream) => {
    const socket = stream as Socket;
    // Of the connection, or of TLS before there was any HTTP: there is nobody to answer.
    if (!/^(HPE_|ERR_HTTP_)/.test(error.code ?? "") || !socket.writable) {
      socket.destroy();
      return;
    }
    const [status, why] = kinds[error.code ?? ""] ?? ([400, "malformed"] as const);
    refused(why);
    // In the middle of an answer, another would be taken for a part of it.
    if ([...answers].some((answer) => answer.socket === socket && answer.headersSent))
      socket.destroy();
    else answerAndClose(socket, status);
  });
}

const kinds: Readonly<Record<string, readonly [status: number, why: Refusal]>> = {
  HPE_HEADER_OVERFLOW: [431, "headers_too_large"],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, "malformed"],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "timeout"],
};
