import type { HealthStatus } from "./check.ts";
import { worstFirst } from "./check.ts";
import { type Component, takeResult } from "./component.ts";
import { ancestorsOf, culpritOf } from "./dependencies.ts";
import type { ComponentReport } from "./report.ts";
import type { CheckOutcome } from "./run-check.ts";

/** A component's change of status. */
export interface HealthChange {
  readonly name: string;
  readonly status: HealthStatus;
  /** `unknown` when this is the first result. */
  readonly formerStatus: HealthStatus;
  /** Milliseconds the former status had lasted. */
  readonly formerDurationMs: number;
  readonly critical: boolean;
  /** The component as reports show it from now on. */
  readonly component: ComponentReport;
  /**
   * The failing check that this one depends on. Absent when the failure is its own: then, or when
   * it goes on although the culprit is well again, it is worth telling somebody.
   */
  readonly causedBy?: string;
}

/** Follows results and tells each change of a component's status, once and in order. */
export function changeTeller(
  components: ReadonlyMap<string, Component>,
  {
    run,
    tell,
  }: {
    /** Resolves when there is a result, of a new run or of the one under way. */
    readonly run: (component: Component) => Promise<void>;
    readonly tell: (change: HealthChange) => void;
  },
) {
  const culprit = (component: Component) => culpritOf(component, components);

  const changed = (component: Component, former: ComponentReport) => {
    const { name, critical, last, dependsOn } = component;
    const now = performance.now();
    const change = {
      name,
      status: last.status,
      formerStatus: former.status,
      formerDurationMs: Math.round(now - component.changedAtMs),
      critical,
      component: last,
    };
    component.changedAtMs = now;
    const worse = worstFirst.indexOf(last.status) < worstFirst.indexOf(former.status);
    const own = last.status !== "healthy" && (worse || former.status === "unknown");
    const tellIt = (causedBy = component.held?.causedBy) => {
      if (components.get(name) !== component) return;
      if (last.status === "healthy") component.held = undefined;
      tell({ ...change, ...(causedBy !== undefined && { causedBy }) });
    };
    // Without dependencies there is nothing to wait for.
    if (dependsOn.length === 0) return tellIt();
    if (!own) {
      component.told = component.told.then(() => tellIt());
      return;
    }
    component.told = component.told.then(async () => {
      // What it depends on may have failed since it was last looked at.
      const ancestors = ancestorsOf(component, components).filter(({ failing }) => !failing);
      await Promise.all(ancestors.map(run));
      const causedBy = culprit(component);
      if (causedBy !== undefined && component.last.status !== "healthy")
        component.held ??= { formerStatus: former.status, causedBy };
      tellIt(causedBy);
    });
  };

  /** A failure that outlasts its culprit becomes the component's own. */
  const stillFailing = (component: Component, held: NonNullable<Component["held"]>) => {
    held.failuresSince = (held.failuresSince ?? 0) + 1;
    if (held.failuresSince < component.failureThreshold) return;
    const { name, critical, last } = component;
    component.held = undefined;
    tell({
      name,
      status: last.status,
      formerStatus: held.formerStatus,
      formerDurationMs: 0,
      critical,
      component: last,
    });
  };

  /** Looks anew at what failed because of a check that is well again, or gone. */
  const released = () => {
    for (const component of components.values()) {
      const { held, runner } = component;
      if (!held || held.failuresSince !== undefined || culprit(component) !== undefined) continue;
      // A run that began earlier may still tell of the culprit's failure.
      const before = runner.running() ? run(component) : Promise.resolve();
      void before.then(() => {
        if (component.held !== held || culprit(component) !== undefined) return;
        held.failuresSince = 0;
        return run(component);
      });
    }
  };

  return {
    record(component: Component, outcome: CheckOutcome, timestampMs: number) {
      const { last: former, failing } = component;
      takeResult(component, outcome, timestampMs);
      if (component.last.status !== former.status) changed(component, former);
      else if (component.held?.failuresSince !== undefined && outcome.status !== "healthy") {
        if (culprit(component) === undefined) stillFailing(component, component.held);
        else delete component.held.failuresSince;
      }
      if (failing && !component.failing) released();
    },
    released,
  };
}
