import { posix } from "node:path";
import type { Finding } from "../finding.ts";
import { packageOf } from "../module-references.ts";
import type { Repository, Workspace } from "../repository.ts";

const leaves = new Set(
  ["config", "logging", "metrics", "tracing", "health", "alerts"].map((name) => `packages/${name}`),
);
const knot = "packages/telemetry";
/** A channel in a package of its own, as a third party would write it. */
const channels = /^packages\/channel-/;
const channelContract = "packages/alerts";
const tooling = "@ettl-tooling/";

/** Six leaves, one knot: who may depend on whom, in source and in package.json. */
export function arrows({ workspaces }: Repository): Finding[] {
  const byName = new Map(workspaces.map((workspace) => [workspace.manifest.name, workspace]));

  return workspaces.flatMap((from) => {
    const findings: Finding[] = [];
    const check = (path: string, line: number, name: string) => {
      const broken = brokenArrow(from, name, byName.get(name));
      if (broken) findings.push({ path, line, ...broken });
    };

    for (const { path, isTest, references } of from.sources) {
      for (const { specifier, line } of references) {
        if (leavesFolder(from, path, specifier))
          findings.push({
            path,
            line,
            problem: `"${specifier}" reaches outside ${from.folder}`,
            remedy: "Import the other package by its name",
          });
        const name = packageOf(specifier);
        if (name === undefined) continue;
        check(path, line, name);
        if (name.startsWith(tooling) && !isTest && from.kind !== "tooling")
          findings.push({
            path,
            line,
            problem: `published code imports ${name}, which is private`,
            remedy: "Keep tooling to tests",
          });
      }
    }
    for (const { name, line } of from.manifest.dependencies) check(from.manifest.path, line, name);
    return findings;
  });
}

function brokenArrow(
  from: Workspace,
  name: string,
  to: Workspace | undefined,
): Pick<Finding, "problem" | "remedy"> | undefined {
  if (!name.startsWith("@ettl/") || name === from.manifest.name) return undefined;
  if (leaves.has(from.folder))
    return {
      problem: `the leaf ${from.manifest.name} depends on ${name}`,
      remedy: "Take a callback or a plain value and let @ettl/telemetry join the two",
    };
  if (to?.kind === "apps" && from.kind !== "tooling")
    return {
      problem: `${from.manifest.name} depends on the app ${name}`,
      remedy: "Move what both need into a package",
    };
  if (channels.test(from.folder) && to?.folder === channelContract) return undefined;
  if (to && leaves.has(to.folder) && from.folder !== knot && from.kind === "packages")
    return {
      problem: `${from.manifest.name} depends on the leaf ${name}`,
      remedy: "Of packages, only @ettl/telemetry does: go through it",
    };
  return undefined;
}

function leavesFolder(from: Workspace, path: string, specifier: string): boolean {
  if (from.kind === "tooling" || !specifier.startsWith(".")) return false;
  return !posix.join(posix.dirname(path), specifier).startsWith(`${from.folder}/`);
}
