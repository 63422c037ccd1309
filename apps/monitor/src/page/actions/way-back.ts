import { type Notice, setNotice } from "./notice.ts";

/** No address has this host, so that another one shows. */
const here = "http://monitor.invalid";

/**
 * Where a form or a login leads back to: a path of this monitor, else its overview. Browsers read
 * `//host`, `/\host` and such with tabs between as other hosts.
 */
export function wayBack(given: string | null | undefined): string {
  if (!given?.startsWith("/") || given.length > 4_096 || !URL.canParse(given, here)) return "/";
  const { origin, pathname, search, hash } = new URL(given, here);
  // A path such as `/.//host` is one of another host only once it is written short.
  return origin === here && !pathname.startsWith("//") ? `${pathname}${search}${hash}` : "/";
}

/** The way back with a sentence that the page then shows. */
export function wayBackWith(
  given: string | null | undefined,
  notice: Notice,
  nowMs: number,
): string {
  const url = new URL(wayBack(given), here);
  setNotice(url.searchParams, notice, nowMs);
  return `${url.pathname}${url.search}${url.hash}`;
}
