import type { HttpAnswer } from "./call-http.ts";
import { canBeWritten } from "./can-be-written.ts";

type Entry = Readonly<Record<string, unknown>>;

/** The alerts of a target, as it tells them itself. */
export interface TargetAlerts {
  /** Not resolved: since when, how often, whom it was told. */
  readonly firing: readonly Entry[];
  /** The latest, newest first, each with its ledger. */
  readonly history: readonly Entry[];
  readonly silences: readonly Entry[];
  /** When this was read, in milliseconds since 1970; undefined: not yet. */
  readonly readAtMs: number | undefined;
  /** Reads them anew if `counters`, which the target's status has, are others than before. */
  refresh(counters: unknown, signal: AbortSignal): Promise<void>;
  /** Reads them anew at the next look, whatever the counters say. */
  outdate(): void;
}

/** Older ones are asked of the target itself when somebody wants them. */
const mostInHistory = 50;
/** A program that fires more is told of by these. */
const mostEntries = 1_000;

/** Follows the alerts of one target. */
export function createTargetAlerts(
  ask: (path: string, options: { readonly signal: AbortSignal }) => Promise<HttpAnswer>,
): TargetAlerts {
  let known: string | undefined;
  const state = {
    firing: [] as readonly Entry[],
    history: [] as readonly Entry[],
    silences: [] as readonly Entry[],
    readAtMs: undefined as number | undefined,
  };
  const list = async (path: string, key: string, signal: AbortSignal) => {
    const { status, body } = await ask(path, { signal });
    if (status !== 200) return undefined;
    const found = (JSON.parse(body.toString("utf8")) as Entry | null)?.[key];
    return Array.isArray(found)
      ? found
          .slice(0, mostEntries)
          .filter(
            (one): one is Entry => typeof one === "object" && one !== null && canBeWritten(one),
          )
      : undefined;
  };

  return {
    get firing() {
      return state.firing;
    },
    get history() {
      return state.history;
    },
    get silences() {
      return state.silences;
    },
    get readAtMs() {
      return state.readAtMs;
    },
    async refresh(counters, signal) {
      const now = JSON.stringify(counters);
      if (now === undefined || now === known) return;
      try {
        const [firing, history, silences] = await Promise.all([
          list("/alerts/firing", "alerts", signal),
          list(`/alerts/history?limit=${mostInHistory}`, "alerts", signal).then((all) =>
            all?.slice(0, mostInHistory),
          ),
          list("/alerts/silences", "silences", signal),
        ]);
        state.firing = firing ?? state.firing;
        state.history = history ?? state.history;
        state.silences = silences ?? state.silences;
        state.readAtMs = Date.now();
        known = now;
      } catch {
        // What was read before stays, with its time; the next look tries again.
      }
    },
    outdate() {
      known = undefined;
    },
  };
}
