import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

/** What healthchecks.io keeps of a ping's body, unless its answer to the first ping says otherwise. */
const defaultBodyBytes = 10_000;
/** For one attempt. */
const attemptMs = 3_000;
/** For a ping with all its attempts: so much a watcher that hangs costs a run at its start and at its end. */
const pingMs = 6_000;
const attempts = 3;

export interface HeartbeatOptions {
  /** `https://hc-ping.com/<uuid>`, or `…/<ping key>/<slug>`, or an address of the monitor. */
  readonly url: string;
  /** Wraps each attempt; `endpoint` has no key in it. */
  readonly instrument: <T>(endpoint: string, attempt: () => Promise<T>) => Promise<T>;
  readonly onProblem: (message: string) => void;
}

/** Tells a watcher of one run. Takes a bounded time, and never fails: a job must not die of it. */
export interface Heartbeat {
  started(): Promise<void>;
  /** @param log Its end is sent along with a failure. */
  ended(exitCode: number, log: () => readonly string[]): Promise<void>;
}

/** One for each run: the pings of a run carry its own id. */
export function createHeartbeat({ url, instrument, onProblem }: HeartbeatOptions): Heartbeat {
  const rid = randomUUID();
  let bodyBytes = defaultBodyBytes;

  const ping = async (suffix: string, body: string, endpoint: string) => {
    const address = new URL(url);
    address.pathname = `${address.pathname.replace(/\/+$/, "")}${suffix}`;
    address.searchParams.set("rid", rid);
    const end = performance.now() + pingMs;
    const left = () => end - performance.now();
    const isLast = (attempt: number) => attempt === attempts || left() < 500;
    for (let attempt = 1; ; attempt++)
      try {
        const { status } = await instrument(endpoint, async () => {
          const response = await fetch(address, {
            method: "POST",
            body,
            redirect: "manual",
            signal: AbortSignal.timeout(Math.min(attemptMs, left())),
          });
          const limit = response.headers.get("ping-body-limit") ?? "";
          if (/^\d{1,9}$/.test(limit)) bodyBytes = Number(limit);
          await response.body?.cancel();
          return { status: response.status };
        });
        if (status < 500 && status !== 429) {
          if (status >= 300)
            onProblem(`the heartbeat was refused (${status}): check export.ping_url`);
          return;
        }
        if (isLast(attempt)) return onProblem(`the heartbeat was not taken (${status})`);
        await delay(200 * attempt);
      } catch {
        // The error of fetch would repeat the address, which is a key.
        if (isLast(attempt)) return onProblem("the heartbeat's server can't be reached");
        await delay(200 * attempt);
      }
  };

  return {
    started: () => ping("/start", "", "/start"),
    ended(exitCode, log) {
      if (exitCode === 0) return ping("", "", "/");
      return ping(`/${exitCode}`, tail(log(), bodyBytes), "/{exit_code}");
    },
  };
}

/** As many of the last lines as fit; of one that is longer, its end. */
function tail(lines: readonly string[], bytes: number): string {
  let size = 0;
  let first = lines.length;
  for (; first > 0; first--) {
    size += Buffer.byteLength(lines[first - 1] ?? "");
    if (size > bytes) break;
  }
  if (first < lines.length) return lines.slice(first).join("");
  const last = Buffer.from(lines.at(-1) ?? "");
  let from = Math.max(0, last.length - bytes);
  // Not amid a character: its later bytes all begin with the bits 10.
  while (from < last.length && ((last[from] ?? 0) & 0xc0) === 0x80) from++;
  return last.toString("utf8", from);
}
