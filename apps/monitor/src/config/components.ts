import { checkLists } from "@ettl/health/config";
import type { TelemetryConfig } from "@ettl/telemetry";
import { componentName } from "../watch/watches.ts";
import type { ProbeConfig } from "./probes.ts";
import type { TargetConfig } from "./targets.ts";

/** What is watched, as far as it must fit the checks of the monitor itself. */
interface Watched {
  readonly targets: readonly TargetConfig[];
  readonly probes: readonly ProbeConfig[];
  readonly heartbeats: readonly { readonly name: string }[];
}

/** What is wrong at one place of the configuration. */
export interface ComponentProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

interface Check {
  readonly name: string;
  readonly dependsOn?: readonly string[];
}

interface Watch {
  readonly component: string;
  readonly dependsOn: readonly string[];
}

/** Each watch is a component of the monitor's health, as each of its own checks is: finds what can't be. */
export function componentProblems(
  { targets, probes, heartbeats }: Watched,
  health: TelemetryConfig["health"],
): ComponentProblem[] {
  const own = checkLists.flatMap((kind): readonly Check[] => health[kind]);
  const taken = new Set(["system", ...own.map(({ name }) => name)]);
  if (health.connectivity) taken.add("connectivity");
  const watches = [
    ...targets.map((one, index) => ({ path: ["targets", index], ...asWatch("target", one) })),
    ...probes.map((one, index) => ({ path: ["probes", index], ...asWatch("probe", one) })),
  ];
  const graph = new Map<string, readonly string[]>([
    ...[...taken].map((name) => [name, []] as const),
    ...own.map(({ name, dependsOn = [] }) => [name, dependsOn] as const),
    ...heartbeats.map(({ name }) => [componentName("heartbeat", name), []] as const),
    ...watches.map(({ component, dependsOn }) => [component, dependsOn] as const),
  ]);
  const problems: ComponentProblem[] = [];
  for (const [index, { name }] of targets.entries())
    if (taken.has(name) || /^(probe|heartbeat):/.test(name))
      problems.push({
        path: ["targets", index, "name"],
        message: taken.has(name)
          ? `another check is named "${name}". Choose another`
          : `"${name}" begins like the component of a probe or heartbeat. Choose another`,
      });
  for (const { path, component, dependsOn } of watches)
    for (const other of dependsOn)
      if (!graph.has(other))
        problems.push({ path: [...path, "depends_on"], message: `there is no check "${other}"` });
      else if (reaches(graph, other, component))
        problems.push({
          path: [...path, "depends_on"],
          message: `"${other}" depends on it in turn`,
        });
  return problems;
}

/** Watches such that each comes after those that it depends on. */
export function dependenciesFirst<W extends Watch>(watches: readonly W[]): W[] {
  const byComponent = new Map(watches.map((one) => [one.component, one]));
  const ordered = new Set<W>();
  const visit = (one: W) => {
    if (ordered.has(one)) return;
    for (const name of one.dependsOn) {
      const other = byComponent.get(name);
      if (other) visit(other);
    }
    ordered.add(one);
  };
  for (const one of watches) visit(one);
  return [...ordered];
}

/** How one is named among the components, and what it depends on. */
export function asWatch(
  kind: "target" | "probe" | "heartbeat",
  { name, dependsOn = [] }: Check,
): Watch {
  return { component: componentName(kind, name), dependsOn };
}

/** Whether one leads to another, or is it. */
function reaches(graph: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const found = new Set([from]);
  // A set gives what is added during the walk as well.
  for (const name of found) for (const next of graph.get(name) ?? []) found.add(next);
  return found.has(to);
}
