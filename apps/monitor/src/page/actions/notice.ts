import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** What an action did, or why it could not; one of them. */
export interface Notice {
  readonly kind: "notice" | "problem";
  readonly text: string;
}

/** Of this process only: after a restart former sentences are not shown again. */
const key = randomBytes(32);
/** So long a sentence is shown again when its page is loaded anew. */
const shownMs = 120_000;
const mostCharacters = 500;

/**
 * Puts a sentence into the address of a page, signed, so that nobody else's link makes this monitor
 * say something.
 */
export function setNotice(search: URLSearchParams, { kind, text }: Notice, nowMs: number): void {
  clearNotice(search);
  search.set(kind, text.slice(0, mostCharacters));
  const until = (nowMs + shownMs).toString(36);
  // As it will be read: half of a letter is replaced on the way.
  search.set("signed", `${until}.${signature(kind, search.get(kind) ?? "", until)}`);
}

/** The sentence that this process put into an address lately; undefined: there is none, or another's. */
export function noticeOf(search: URLSearchParams, nowMs: number): Notice | undefined {
  const kind = search.has("problem") ? "problem" : "notice";
  const text = search.get(kind);
  const [until = "", given = ""] = search.get("signed")?.split(".") ?? [];
  if (!text || !(Number.parseInt(until, 36) > nowMs)) return undefined;
  const expected = Buffer.from(signature(kind, text, until));
  const found = Buffer.from(given);
  if (found.length !== expected.length || !timingSafeEqual(found, expected)) return undefined;
  return { kind, text };
}

/** Takes a sentence out of an address. */
function clearNotice(search: URLSearchParams): void {
  for (const name of noticeParameters) search.delete(name);
}

/** What of an address belongs to a sentence. */
export const noticeParameters = ["notice", "problem", "signed"] as const;

function signature(kind: Notice["kind"], text: string, until: string): string {
  return createHmac("sha256", key)
    .update(JSON.stringify([kind, text, until]))
    .digest("base64url")
    .slice(0, 22);
}
