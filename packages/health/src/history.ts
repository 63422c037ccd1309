import type { HealthStatus } from "./check.ts";

/** One change of a component's status, as the history keeps it. */
export interface HealthTransition {
  readonly name: string;
  readonly status: HealthStatus;
  readonly formerStatus: HealthStatus;
  /** When it changed, ISO 8601. */
  readonly at: string;
  /** Milliseconds the former status had lasted. */
  readonly formerDurationMs: number;
  readonly message?: string;
  /** The failed check that this one depends on. */
  readonly causedBy?: string;
}

/** Keeps the latest `size` transitions. */
export function createHistory(size: number) {
  const kept: HealthTransition[] = [];
  return {
    add(transition: HealthTransition) {
      kept.push(transition);
      if (kept.length > size) kept.shift();
    },
    /** Newest first. */
    read: ({ name }: { readonly name?: string } = {}): readonly HealthTransition[] =>
      kept.filter((transition) => name === undefined || transition.name === name).reverse(),
  };
}
