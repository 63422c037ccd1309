import type { ServerResponse } from "node:http";
import { errorOf } from "./raw-answer.ts";

/** Answers a request that no route is to see, and closes the connection. */
export function refuse(outgoing: ServerResponse, status: number, message: string): void {
  outgoing.writeHead(status, {
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    Connection: "close",
  });
  outgoing.end(JSON.stringify({ error: errorOf(status), message }));
}

/** What can't become a `Request`, for its path or host, is the caller's fault; all else is not. */
export function answerToError(error: unknown): Response {
  const status = error instanceof Error && error.name === "RequestError" ? 400 : 500;
  return Response.json(
    { error: errorOf(status) },
    { status, headers: { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" } },
  );
}
