import type { IncomingMessage } from "node:http";
import type { Account } from "./account.ts";
import { type Answer, methodNotAllowed, refusal } from "./answer.ts";
import type { FaultInput, Faults } from "./faults.ts";
import type { OAuthServer } from "./oauth.ts";

const longestBody = 65_536;

export interface Controlled {
  readonly account: Account;
  readonly faults: Faults;
  readonly oauth: OAuthServer;
}

/** Answers `/sandbox/…`: what the account holds, and the switches for faults and logins. */
export async function control(
  request: IncomingMessage,
  path: string,
  { account, faults, oauth }: Controlled,
): Promise<Answer> {
  if (path === "/sandbox/account") {
    if (request.method !== "GET" && request.method !== "HEAD") return methodNotAllowed("GET, HEAD");
    const { watched, history, ratings, watchlist, collection } = account;
    return {
      status: 200,
      body: {
        watched: watched.length,
        history: history.length,
        ratings: ratings.length,
        watchlist: watchlist.length,
        collection: collection.length,
      },
    };
  }
  if (path === "/sandbox/oauth") {
    if (request.method === "PUT") {
      try {
        oauth.set(JSON.parse((await readBody(request)) ?? ""));
      } catch (error) {
        return refusal(400, "invalid_settings", error instanceof Error ? error.message : "");
      }
    } else if (request.method === "DELETE") oauth.revoke();
    else if (request.method !== "GET" && request.method !== "HEAD")
      return methodNotAllowed("GET, HEAD, PUT, DELETE");
    return { status: 200, body: oauth.state() };
  }
  if (path !== "/sandbox/faults") return refusal(404, "not_found", `there is no ${path}`);

  if (request.method === "PUT") {
    const body = await readBody(request);
    if (body === undefined)
      return refusal(413, "too_large", `send at most ${longestBody} bytes of faults`);
    try {
      faults.set(JSON.parse(body) as FaultInput[]);
    } catch (error) {
      if (error instanceof SyntaxError)
        return refusal(400, "invalid_json", `send a JSON list of faults: ${error.message}`);
      return refusal(400, "invalid_faults", error instanceof Error ? error.message : String(error));
    }
  } else if (request.method === "DELETE") {
    faults.clear();
  } else if (request.method !== "GET" && request.method !== "HEAD") {
    return methodNotAllowed("GET, HEAD, PUT, DELETE");
  }
  return { status: 200, body: faults.list() };
}

export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= longestBody) chunks.push(chunk);
  }
  return size > longestBody ? undefined : Buffer.concat(chunks).toString("utf8");
}
