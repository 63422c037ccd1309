import { namesOf } from "./groups.ts";

/** What the graph of dependencies needs to know of a component. */
export interface Dependent {
  readonly name: string;
  readonly dependsOn: readonly string[];
  /** Whether its last result was unhealthy, before thresholds. */
  readonly failing: boolean;
}

/** All that a component depends on, directly or not, nearest first. Never the component itself. */
export function ancestorsOf<C extends Dependent>(
  component: C,
  components: ReadonlyMap<string, C>,
): C[] {
  const found = new Set<C>([component]);
  // A set gives what is added during the walk as well.
  for (const { dependsOn } of found)
    for (const name of dependsOn) {
      const ancestor = components.get(name);
      if (ancestor) found.add(ancestor);
    }
  found.delete(component);
  return [...found];
}

/** The failing ancestor that no failure of its own ancestors explains. */
export function culpritOf<C extends Dependent>(
  component: C,
  components: ReadonlyMap<string, C>,
): string | undefined {
  const failing = ancestorsOf(component, components).filter((ancestor) => ancestor.failing);
  const root = failing.find((candidate) =>
    ancestorsOf(candidate, components).every((ancestor) => !ancestor.failing),
  );
  return (root ?? failing[0])?.name;
}

/** @throws {TypeError} when a check depends on one that is not there, or in the end on itself. */
export function assertDependencies<C extends Dependent>(
  checks: Iterable<C>,
  components: ReadonlyMap<string, C>,
): void {
  for (const { name, dependsOn } of checks)
    for (const other of dependsOn) {
      const where = `health check ${JSON.stringify(name)} depends on ${JSON.stringify(other)}`;
      const ancestor = components.get(other);
      if (!ancestor)
        throw new TypeError(`${where}, which is not there; there are ${namesOf(components)}`);
      if (other === name || ancestorsOf(ancestor, components).some((a) => a.name === name))
        throw new TypeError(`${where}, which depends on ${JSON.stringify(name)} in turn`);
    }
}
