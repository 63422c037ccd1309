import { lengthText, serverNow, timeText } from "./ages.ts";
import { agoText } from "./durations.ts";
import { byId, keepSelection, setText } from "./elements.ts";

export interface ConnectionBannerOptions {
  /** When the server wrote the page, in milliseconds since 1970. */
  readonly shownMs: number;
  /** Tries again: connects if it isn't connected, and fetches everything. */
  readonly attempt: (isConnected: boolean, isUrgent: boolean) => void;
  readonly announce: (text: string) => void;
}

/** Knows whether what is shown is true, and says so in `#live`, `#offline` and the title. */
export interface ConnectionBanner {
  /** The stream has begun. */
  greeted(): void;
  /** The stream is no more, or could not be had; `heardAtMs` as `performance.now()` counts. */
  lost(heardAtMs: number, wasSilent: boolean): void;
  /** The page is what the server wrote at `nowMs`. */
  answered(nowMs: number, title: string): void;
  /** It answered something else, or nothing. */
  failed(status: number | undefined): void;
  /** Tries again without waiting. */
  retry(): void;
  /** Says how old the page is; to be called every second. */
  look(): void;
}

const lost = "Connection lost at";
/** A stream that is back at once is no news. */
const graceMs = 2_000;
/** Before the first attempts, and before each that follows, in milliseconds. */
const retriesMs = [500, 1_000, 2_000, 4_000, 8_000, 15_000];
const lastRetryMs = 30_000;

/** Live is what has a stream, and an answer that came after it began. */
export function createConnectionBanner(options: ConnectionBannerOptions): ConnectionBanner {
  const root = document.documentElement;
  const live = byId("live");
  const banner = byId("offline");
  const head = document.createElement("b");
  const rest = document.createElement("span");
  rest.className = "tn";
  banner?.querySelector("p")?.replaceChildren(head, " ", rest);
  banner?.querySelector("button")?.addEventListener("click", () => retry());
  let { shownMs } = options;
  let { title } = document;
  let isConnected = false;
  let isLive = false;
  let isOff = false;
  let offAtMs = Number.POSITIVE_INFINITY;
  let lostMs: number | undefined;
  let trouble = "";
  let attempts = 0;
  let retryAtMs: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function look(): void {
    const nowMs = performance.now();
    const ageMs = serverNow() - shownMs;
    const wasOff = isOff;
    isOff = nowMs >= offAtMs;
    keepSelection(() => {
      const [word, age] = isOff
        ? ["Not live", `${lengthText(ageMs)} old`]
        : isLive
          ? ["Live", `updated ${agoText(ageMs)}`]
          : [`As of ${timeText(shownMs)}`, ""];
      setText(live?.querySelector(".lv-t"), word);
      setText(live?.querySelector(".lv-age"), age);
      live?.classList.toggle("is-still", !isOff && !isLive);
      root.classList.toggle("is-off", isOff);
      if (banner) banner.hidden = !isOff;
      const next = retryAtMs === undefined ? "now" : `in ${lengthText(retryAtMs - nowMs + 999)}`;
      setText(head, `${trouble} ${timeText(lostMs ?? shownMs)}.`);
      setText(
        rest,
        `What you see is ${lengthText(ageMs)} old and may be wrong by now. Trying again ${next}.`,
      );
    });
    const text = isOff ? `(?) ${title}` : title;
    if (document.title !== text) document.title = text;
    if (isOff !== wasOff) options.announce(isOff ? (head.textContent ?? "") : "Connected again.");
  }

  function troubled(what: string, sinceMs: number, withinMs: number): void {
    const nowMs = performance.now();
    trouble = what;
    lostMs ??= serverNow() - nowMs + sinceMs;
    offAtMs = Math.min(offAtMs, nowMs + withinMs);
    setTimeout(look, withinMs);
    if (retryAtMs !== undefined) return;
    // Not all pages at the same moment, when the server is back.
    const waitMs = (retriesMs[attempts] ?? lastRetryMs) * (0.8 + 0.4 * Math.random());
    attempts += 1;
    retryAtMs = nowMs + waitMs;
    timer = setTimeout(retry, waitMs, false);
  }

  function retry(isUrgent = true): void {
    clearTimeout(timer);
    retryAtMs = undefined;
    options.attempt(isConnected, isUrgent);
    look();
  }

  return {
    greeted() {
      isConnected = true;
    },
    lost(heardAtMs, wasSilent) {
      isConnected = false;
      troubled(lost, heardAtMs, wasSilent ? 0 : graceMs);
    },
    answered(nowMs, pageTitle) {
      shownMs = nowMs;
      title = pageTitle;
      if (isConnected) {
        isLive = true;
        offAtMs = Number.POSITIVE_INFINITY;
        lostMs = retryAtMs = undefined;
        attempts = 0;
        clearTimeout(timer);
      }
      look();
    },
    failed(status) {
      const nowMs = performance.now();
      // Browsers end fetches when a page is left, too.
      if (status === undefined) troubled(lost, nowMs, graceMs);
      else troubled(`The monitor answers ${status} since`, nowMs, 0);
    },
    retry,
    look,
  };
}
