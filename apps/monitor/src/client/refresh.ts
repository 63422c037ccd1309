import { serverSaid } from "./ages.ts";
import { all, byId, withQuery } from "./elements.ts";
import type { LiveMessage } from "./live.ts";

/** A page that the server wrote. */
export interface Answer {
  readonly page: Document;
  /** Else the rows that were asked for, and all that is no row. */
  readonly isWhole: boolean;
  /** When it was written, in milliseconds since 1970. */
  readonly nowMs: number;
}

export interface RefreshOptions {
  /** May throw, which counts as a bad answer. */
  readonly onAnswer: (answer: Answer) => void;
  /** `status` where there was an answer. */
  readonly onFailure: (status: number | undefined) => void;
}

/** Fetches the page anew where something of it may be old. */
export interface Refresh {
  /** What a message is about is fetched within a second, with what else comes until then. */
  heard(message: LiveMessage): void;
  /** Fetches the whole page; if it `isUrgent`, in place of what is on its way. */
  everything(isUrgent: boolean): void;
}

const timeoutMs = 10_000;
/** Between the starts of two fetches. */
const pauseMs = 1_000;
/** For what comes in the same moment. */
const batchMs = 40;
/** Servers bound the length of a request's head, to 16 kB as a rule. */
const maxRowsLength = 4_000;

/** One fetch at a time, one a second, none while the tab is hidden. */
export function createRefresh({ onAnswer, onFailure }: RefreshOptions): Refresh {
  const pending = new Map<string, number>();
  const shown = new Map<string, number>();
  let pageMs = Number(document.documentElement.dataset.now);
  let isWhole = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let flight: AbortController | undefined;
  let startedAtMs = 0;

  const isNews = ([subject, atMs]: readonly [string, number]) =>
    !(atMs < (shown.get(subject) ?? pageMs));

  function schedule(): void {
    if (timer !== undefined || flight || !(isWhole || pending.size > 0)) return;
    const waitMs = startedAtMs + pauseMs - performance.now();
    timer = setTimeout(() => void run(), Math.max(batchMs, waitMs));
  }

  async function run(): Promise<void> {
    timer = undefined;
    // `everything` is called when it is seen again.
    if (document.visibilityState === "hidden") return;
    const subjects = [...pending].filter(isNews).map(([subject]) => subject);
    const rows = isWhole ? undefined : rowsOf(subjects);
    pending.clear();
    isWhole = false;
    if (rows?.length === 0) return;
    startedAtMs = performance.now();
    const own = new AbortController();
    flight = own;
    const signal = AbortSignal.any([own.signal, AbortSignal.timeout(timeoutMs)]);
    let status: number | undefined;
    let isGood = false;
    try {
      const response = await fetch(addressOf(rows), {
        // At the address of alerts there is JSON for who does not say so.
        headers: { Accept: "text/html" },
        cache: "no-store",
        signal,
      });
      const text = await response.text();
      if (flight !== own) return;
      status = response.status;
      const page = new DOMParser().parseFromString(text, "text/html");
      const { now, page: name } = page.documentElement.dataset;
      const nowMs = Number(now);
      if (status === 401 || name === "login") {
        const { pathname, search } = location;
        location.assign(`/login?next=${encodeURIComponent(pathname + search)}`);
        isGood = true;
      } else if (response.redirected) {
        // The page is to be had at an address of its own now, such as the one of the first job.
        location.replace(withQuery(response.url, { rows: undefined }));
        isGood = true;
      } else if (response.ok && nowMs > 0) {
        serverSaid(nowMs, performance.now() - startedAtMs);
        onAnswer({ page, isWhole: !rows, nowMs });
        if (!rows) {
          shown.clear();
          pageMs = nowMs;
        }
        for (const subject of rows ?? []) shown.set(subject, nowMs);
        isGood = true;
      }
    } catch {
      // Told below.
    }
    // Else another one took its place.
    if (flight !== own) return;
    flight = undefined;
    if (!isGood) onFailure(status);
    schedule();
  }

  return {
    heard(message) {
      const { on } = byId("main")?.dataset ?? {};
      // Of what is well and left out, for there is so much, only a change is news.
      const rows = byId("left-out") === undefined ? undefined : rowSubjects();
      for (const [subject, at, isChange] of subjectsOf(message)) {
        if (rows && !isChange && !rows.has(subject)) continue;
        const atMs = Date.parse(at);
        serverSaid(atMs);
        if (subject === everything) isWhole = true;
        else if (isShown(subject, on) && isNews([subject, atMs])) pending.set(subject, atMs);
      }
      schedule();
    },
    everything(isUrgent) {
      isWhole = true;
      if (isUrgent) {
        flight?.abort();
        flight = undefined;
      }
      schedule();
    },
  };
}

const everything = "everything";

interface EventData {
  readonly kind?: unknown;
  readonly name?: unknown;
  readonly heartbeat?: unknown;
}

/**
 * What a message is about, such as `target exporter` or `alerts`, when it was so, and whether
 * something changed by it.
 */
function subjectsOf({ type, at = "", data }: LiveMessage): (readonly [string, string, boolean])[] {
  if (type === "ticks") return Array.isArray(data) ? data.flatMap(subjectsOf) : [];
  const { kind, name, heartbeat } = (data ?? {}) as EventData;
  const subjects: Readonly<Record<string, string>> = {
    "watch.changed": `${kind} ${name}`,
    "watch.checked": `${kind} ${name}`,
    run: `heartbeat ${heartbeat}`,
    "alerts.changed": "alerts",
    "watches.changed": everything,
    reset: everything,
  };
  const subject = subjects[type];
  const isChange = type !== "watch.checked" && type !== "run";
  return subject === undefined ? [] : [[subject, at, isChange]];
}

/** Whether a page with that `data-on` shows something of a subject; a kind stands for all of it. */
function isShown(subject: string, on = "[]"): boolean {
  const subjects: unknown[] = JSON.parse(on);
  return subjects.includes(subject) || subjects.includes(subject.split(" ", 1)[0]);
}

/** What has a row on this page. */
const rowSubjects = () => new Set(all("[data-subject]").map(({ dataset }) => dataset.subject));

/** The subjects, where each has a row on this page; undefined: the whole page is needed. */
function rowsOf(subjects: readonly string[]): readonly string[] | undefined {
  const rows = rowSubjects();
  const isShort = encodeURIComponent(JSON.stringify(subjects)).length < maxRowsLength;
  return isShort && subjects.every((subject) => rows.has(subject)) ? subjects : undefined;
}

function addressOf(rows: readonly string[] | undefined): URL {
  const sheet = byId("sheet");
  // What the script filters itself, it needs all of.
  return withQuery(location.href, {
    ...(sheet && sheet.dataset.cut === undefined && { q: "", only: "" }),
    ...(byId("log") && { level: "", cid: "" }),
    rows: rows && JSON.stringify(rows),
  });
}
