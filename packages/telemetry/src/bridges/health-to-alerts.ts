import type { Alerts } from "@ettl/alerts";
import type { HealthChange } from "@ettl/health";

/** How often one component is told as failing within the window, before it counts as flapping. */
const tellingsPerWindow = 3;

const severity = { warning: 1, error: 2 };
type Level = keyof typeof severity;

interface Told {
  /** On the steady clock, in milliseconds; within the window. */
  readonly atMs: number[];
  /** The highest level told since the alert is open; undefined while it is not. */
  level: Level | undefined;
  /** Resolves a flapping alert, or forgets the component, when the window is over. */
  timer?: NodeJS.Timeout;
  /** What the timer would resolve. */
  recovered?: HealthChange;
}

/** Alerts on what health tells. */
export interface HealthAlerts {
  readonly onChange: (change: HealthChange) => void;
  /** Resolves at once what is healthy and only waited for the window to be over. */
  close(): void;
}

/**
 * Raises an alert when a component stops being healthy, and resolves it when it is again. What
 * fails because of another check is left out: that one has its own alert.
 *
 * A component that flaps is told as failing at most three times within `flapWindowMs`, and once
 * more when it gets worse than told. After the third the alert stays open until the component has
 * been healthy for a whole window.
 */
export function healthToAlerts(alerts: Alerts, flapWindowMs: number): HealthAlerts {
  const components = new Map<string, Told>();

  const resolve = ({ name }: HealthChange) => {
    void alerts.resolve({ ...identity(name), message: `${name} is healthy again` }, { waitMs: 0 });
  };
  const later = (name: string, told: Told, act: () => void) => {
    clearTimeout(told.timer);
    told.timer = setTimeout(() => {
      components.delete(name);
      act();
    }, flapWindowMs).unref();
  };

  const healthy = (change: HealthChange) => {
    const { name } = change;
    const told = components.get(name);
    // What a former process left open is resolved too.
    if (!told) return resolve(change);
    if (told.level !== undefined && told.atMs.length >= tellingsPerWindow) {
      told.recovered = change;
      return later(name, told, () => resolve(change));
    }
    told.level = undefined;
    later(name, told, () => {});
    resolve(change);
  };

  const failing = (change: HealthChange) => {
    const { name, status, formerStatus, critical, component, causedBy } = change;
    if (causedBy !== undefined) return;
    const nowMs = performance.now();
    const level = status === "unhealthy" && critical ? "error" : "warning";
    const known = components.get(name);
    const told: Told = known ?? { atMs: [], level: undefined };
    components.set(name, told);
    clearTimeout(told.timer);
    delete told.recovered;
    const [open] = alerts.firing(identity(name));
    // Somebody else resolved it, for example since it was no longer watched.
    if (open === undefined) told.level = undefined;
    // What was told before this process began, or before the check was made anew, and nobody
    // resolved since, is not told again.
    else if (
      (!known || formerStatus === "unknown") &&
      (level === "warning" || open.level === level)
    ) {
      if (!known) told.atMs.push(nowMs);
      told.level = open.level === "error" ? "error" : "warning";
      return;
    }
    const flapping = told.level !== undefined && told.atMs.length >= tellingsPerWindow;
    if (flapping && severity[level] <= severity[told.level ?? level]) return;
    // While the alert of a flapping component is open its count stays; else only the window counts.
    if (told.level === undefined)
      while (told.atMs[0] !== undefined && nowMs - told.atMs[0] > flapWindowMs) told.atMs.shift();
    told.atMs.push(nowMs);
    told.level = level;
    const message = component.message ?? `${name} is ${status}`;
    void alerts.send(
      {
        ...identity(name),
        level,
        message:
          told.atMs.length < tellingsPerWindow
            ? message
            : `${message} (flapping: told ${told.atMs.length} times, resolved when healthy for ${flapWindowMs / 1_000} s)`,
        metadata: { status, former_status: formerStatus },
      },
      { waitMs: 0 },
    );
  };

  return {
    onChange(change) {
      if (change.status === "healthy") healthy(change);
      else if (change.status !== "unknown") failing(change);
    },
    close() {
      for (const { timer, recovered } of components.values()) {
        clearTimeout(timer);
        if (recovered) resolve(recovered);
      }
      components.clear();
    },
  };
}

const identity = (name: string) => ({
  title: `Health check failing: ${name}`,
  source: "health",
  labels: { component: name },
});
