import type { Health, HealthCheck, HealthResult, HealthStatus } from "@ettl/health";
import type { MonitorStore, Transition, WatchKind } from "../state/monitor-store.ts";

/** One watch as the API shows it. */
export interface WatchView {
  readonly kind: WatchKind;
  readonly name: string;
  readonly status: HealthStatus;
  /** Since when it has this status, ISO 8601. */
  readonly since: string;
  readonly message?: string;
  /** Absent until it was looked at once by this process. */
  readonly last_checked?: string;
  readonly duration_ms?: number;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly public: boolean;
}

/** What is added to the watches. */
export interface WatchInput {
  readonly kind: WatchKind;
  readonly name: string;
  readonly public: boolean;
  /** How it is looked at; its name and its weight in the monitor's health are decided here. */
  readonly check: Omit<HealthCheck, "name" | "critical" | "groups">;
}

/** All that is watched, and the status of each. */
export interface Watches {
  add(watch: WatchInput): void;
  remove(kind: WatchKind, name: string): void;
  has(kind: WatchKind, name: string): boolean;
  view(kind: WatchKind, name: string): WatchView | undefined;
  /** How many there are. */
  count(): number;
  /** In the order in which they were added. */
  list(kind?: WatchKind): readonly WatchView[];
  /** Looks at one now; false when there is none. */
  refresh(kind: WatchKind, name: string): Promise<boolean>;
}

interface Watch extends WatchInput {
  status: HealthStatus;
  sinceMs: number;
  message: string | undefined;
  result: HealthResult["component"] | undefined;
  /** As it was shown last; undefined: it has changed since. Pages list all of them again and again. */
  view: WatchView | undefined;
}

/** The component of the monitor's health that a watch is. Targets have their own name. */
export function componentName(kind: WatchKind, name: string): string {
  return kind === "target" ? name : `${kind}:${name}`;
}

/**
 * Keeps the watches, each a component of the monitor's health that is never critical and in no
 * group: what is watched must not make the monitor unready.
 */
export function createWatches({
  health,
  store,
  now,
  onChange,
  onResult,
}: {
  readonly health: Health;
  readonly store: Pick<MonitorStore, "restored" | "addTransition">;
  readonly now: () => number;
  /** Told each change of a status, after it was stored. */
  readonly onChange: (change: Transition, view: WatchView) => void;
  /** Told each result. */
  readonly onResult: (view: WatchView) => void;
}): Watches {
  const byComponent = new Map<string, Watch>();
  /** What was known of those that are not watched now: they may come again. */
  const left = new Map<string, Pick<Watch, "status" | "sinceMs" | "message">>();
  const find = (kind: WatchKind, name: string) => byComponent.get(componentName(kind, name));

  health.subscribe(({ name, component }) => {
    const watch = byComponent.get(name);
    if (!watch) return;
    const { status: former } = watch;
    watch.result = component;
    watch.message = component.message;
    watch.view = undefined;
    if (component.status !== former) {
      watch.status = component.status;
      watch.sinceMs = now();
      const { kind, sinceMs, message } = watch;
      const change: Transition = {
        kind,
        name: watch.name,
        status: watch.status,
        former,
        sinceMs,
        message,
      };
      store.addTransition(change);
      onChange(change, viewOf(watch));
    }
    onResult(viewOf(watch));
  });

  return {
    add(input) {
      const { kind, name, check } = input;
      const before = left.get(componentName(kind, name)) ?? store.restored.watch(kind, name);
      const watch: Watch = {
        ...input,
        status: before?.status ?? "unknown",
        sinceMs: before?.sinceMs ?? now(),
        message: before?.message,
        result: undefined,
        view: undefined,
      };
      const component = componentName(kind, name);
      byComponent.set(component, watch);
      health.register({
        ...check,
        name: component,
        critical: false,
        groups: [],
        // There are series of watches instead.
        measured: false,
      });
    },
    remove(kind, name) {
      const component = componentName(kind, name);
      const watch = byComponent.get(component);
      if (watch) {
        const { status, sinceMs, message } = watch;
        left.set(component, { status, sinceMs, message });
      }
      health.unregister(component);
      byComponent.delete(component);
    },
    has: (kind, name) => find(kind, name) !== undefined,
    view(kind, name) {
      const watch = find(kind, name);
      return watch && viewOf(watch);
    },
    count: () => byComponent.size,
    list: (kind) =>
      [...byComponent.values()]
        .filter((watch) => kind === undefined || watch.kind === kind)
        .map(viewOf),
    refresh: (kind, name) => health.refresh(componentName(kind, name)),
  };
}

function viewOf(watch: Watch): WatchView {
  watch.view ??= newView(watch);
  return watch.view;
}

function newView(watch: Watch): WatchView {
  const { kind, name, status, sinceMs, message, result } = watch;
  return {
    kind,
    name,
    status,
    since: new Date(sinceMs).toISOString(),
    ...(message !== undefined && { message }),
    ...(result?.last_checked !== undefined && {
      last_checked: result.last_checked,
      duration_ms: result.duration_ms,
    }),
    ...(result?.details && { details: result.details }),
    public: watch.public,
  };
}
