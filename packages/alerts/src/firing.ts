import type { Alert } from "./alert.ts";
import { truncate } from "./truncate.ts";

/** One alert that fires, and what was done about it. Times are of the monotonic clock. */
export interface FiringState {
  /** As sent last, without its metadata and with 1,000 characters of its message. */
  alert: Alert;
  readonly sinceMs: number;
  /** How often it was sent again since. */
  repeats: number;
  /** When a channel was last given it. */
  toldAtMs: number;
  /** Whether it was last kept back by a silence, a maintenance window or another alert. */
  muted: boolean;
  /** Channels that were given it, and will be told of its end. Shared: never changed in place. */
  told: ReadonlySet<string>;
  /** Escalations that are done. Shared likewise. */
  escalated: ReadonlySet<number>;
}

/** The same as HTTP clients see it. */
export interface FiringEntry extends Omit<Alert, "resolved_at"> {
  /** When it began to fire, ISO 8601. */
  readonly since: string;
  /** How often it was sent again since. */
  readonly repeats: number;
  /** Whether it is kept back now by a silence, a maintenance window or another alert. */
  readonly muted: boolean;
  /** Channels that were given it. */
  readonly told: readonly string[];
}

/** The alerts that were sent and not resolved since. */
export interface FiringAlerts extends Iterable<FiringState> {
  readonly size: number;
  /** Alerts forgotten because there were too many: their resolve will not be told. */
  readonly forgotten: number;
  get(fingerprint: string): FiringState | undefined;
  /** Remembers an alert, or counts its repetition. */
  add(alert: Alert, now: number): FiringState;
  /** Takes up one that fired before this process. */
  restore(state: FiringState): void;
  /** Takes an alert out, once. */
  take(fingerprint: string): FiringState | undefined;
}

const nobody: ReadonlySet<string> = new Set();
const none: ReadonlySet<number> = new Set();

/** Adds channels to those that were given an alert. */
export function addTold(state: FiringState, channels: ReadonlySet<string>): void {
  if (state.told.size === 0) state.told = channels;
  else if (![...channels].every((channel) => state.told.has(channel)))
    state.told = new Set([...state.told, ...channels]);
}

/** Keeps the `capacity` alerts sent last. `onForgotten` is told each that is too many. */
export function createFiringAlerts(
  capacity: number,
  onForgotten: (fingerprint: string) => void,
): FiringAlerts {
  const states = new Map<string, FiringState>();
  let forgotten = 0;

  const keep = (state: FiringState) => {
    const { fingerprint } = state.alert;
    states.delete(fingerprint);
    states.set(fingerprint, state);
    if (states.size <= capacity) return;
    for (const [oldest] of states) {
      if (states.size <= capacity) break;
      states.delete(oldest);
      forgotten += 1;
      onForgotten(oldest);
    }
  };

  return {
    get size() {
      return states.size;
    },
    get forgotten() {
      return forgotten;
    },
    [Symbol.iterator]: () => states.values(),
    get: (fingerprint) => states.get(fingerprint),
    add(alert, now) {
      const former = states.get(alert.fingerprint);
      const state: FiringState = former ?? {
        alert,
        sinceMs: now,
        repeats: -1,
        toldAtMs: now,
        muted: false,
        told: nobody,
        escalated: none,
      };
      state.alert = remembered(alert);
      state.repeats += 1;
      keep(state);
      return state;
    },
    restore: keep,
    take(fingerprint) {
      const state = states.get(fingerprint);
      states.delete(fingerprint);
      return state;
    },
  };
}

function remembered(alert: Alert): Alert {
  if (alert.metadata === undefined && alert.message.length <= 1_000) return alert;
  const { metadata: _, ...rest } = alert;
  return Object.freeze({ ...rest, message: truncate(alert.message, 1_000) });
}

/** How the state reads in JSON; `now` is the monotonic clock. */
export function firingEntry(state: FiringState, now: number): FiringEntry {
  const { alert, sinceMs, repeats, muted, told } = state;
  const since = new Date(Date.now() - (now - sinceMs)).toISOString();
  return { ...alert, since, repeats, muted, told: [...told] };
}
