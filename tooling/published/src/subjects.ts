import { join } from "node:path";
import { overBudget, readBudgets } from "./budgets.ts";
import type { Claim, Subject } from "./claims.ts";
import { contents } from "./contents.ts";
import { compiles, wrongTypes } from "./declarations.ts";
import { example } from "./example.ts";
import type { NodeRelease } from "./node-release.ts";
import { importEach, namesWithoutPeers, withoutOptionalPeers } from "./optional-peers.ts";
import { exporterRuns, monitorRuns } from "./programs.ts";
import { emptyProject, type Project } from "./project.ts";
import { importableNames, optionalPeers, type PublishedPackage } from "./published-package.ts";
import { quietImports } from "./quiet-imports.ts";
import { installLine } from "./readme-example.ts";
import { installedSize } from "./sizes.ts";
import { unusedImports } from "./unused-imports.ts";

/** What holds of the tarballs wherever they run. */
export function tarballSubjects(published: readonly PublishedPackage[]): Subject[] {
  return published.map((one) => ({
    where: "tarball",
    name: one.name,
    claims: [
      ["holds what it should", () => contents(one)],
      ["types are right (attw)", () => wrongTypes(one)],
    ],
  }));
}

interface Options {
  readonly folder: string;
  readonly node: NodeRelease;
  readonly published: readonly PublishedPackage[];
  /** Shows what depends on no Node, too: types, what a bundle keeps, what an import touches, weights. */
  readonly once: boolean;
}

/** What holds on one Node: each package by itself, then all of them in one project. */
export function nodeSubjects(options: Options): Subject[] {
  const { node, published, once } = options;
  const where = `Node ${node.version.slice(1)}`;
  const alone = published
    .filter((one) => once || one.manifest.bin === undefined)
    .map((one): Subject => {
      const project = emptyProject({
        ...options,
        folder: join(options.folder, node.version, one.name),
      });
      return { where, name: one.name, claims: aloneClaims(project, one, once) };
    });
  return [allTogether(options, where), ...alone];
}

function aloneClaims(project: Project, one: PublishedPackage, once: boolean): Claim[] {
  const names = namesWithoutPeers(one);
  const { length } = importableNames(one);
  const isProgram = one.manifest.bin !== undefined;
  const installs: Claim = [
    "installs alone",
    async () => {
      await project.install(installLine(one.readme));
      return [];
    },
  ];
  const weighs: Claim = [
    "within its budget",
    () => overBudget(one, installedSize(project.folder), readBudgets()),
  ];
  if (isProgram) return [installs, weighs];
  return [
    installs,
    ...(once ? [weighs] : []),
    ["example prints what the README says", () => example(project, one)],
    [
      `${length} imports, ${length - names.length} ask for a peer`,
      () => withoutOptionalPeers(project, one),
    ],
    ...(once ? [["compiles", () => compiles(project, names)] as const] : []),
  ];
}

function allTogether(options: Options, where: string): Subject {
  const { published, node, folder, once } = options;
  const project = emptyProject({ ...options, folder: join(folder, node.version, "all") });
  const libraries = published.filter(({ manifest }) => manifest.bin === undefined);
  const names = libraries.flatMap(importableNames);
  const peers = [...new Set(published.flatMap(optionalPeers))];
  const each = async (show: (project: Project, one: PublishedPackage) => Promise<string[]>) => {
    const problems: string[] = [];
    for (const one of libraries) problems.push(...(await show(project, one)));
    return problems;
  };
  const program = (name: string) => {
    const found = published.find((one) => one.name === name);
    if (!found) throw new Error(`${name} was not packed`);
    return found;
  };
  const forEachNode: Claim[] = [
    [
      "installs together with all optional peers",
      async () => {
        await project.install([...published.map(({ name }) => name), ...peers]);
        return [];
      },
    ],
    [
      `${names.length} imports`,
      async () =>
        Object.entries(await importEach(project, names)).map(([name, why]) => `${name}: ${why}`),
    ],
    ["npx ettl-exporter", () => exporterRuns(project, program("@ettl/exporter"))],
    ["npx ettl-monitor", () => monitorRuns(project, program("@ettl/monitor"))],
  ];
  const forOne: Claim[] = [
    // hono's own declarations need those of a browser.
    ["compile", () => compiles(project, names, { lib: ["es2023", "dom"] })],
    ["imports touch nothing and end", () => each(quietImports)],
    ["unused imports leave nothing in a bundle", () => each(unusedImports)],
  ];
  return { where, name: "all", claims: [...forEachNode, ...(once ? forOne : [])] };
}
