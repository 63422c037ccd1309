import { posix } from "node:path";
import type { Finding } from "../finding.ts";
import { record } from "../manifest.ts";
import { type ModuleReference, moduleReferences, packageOf } from "../module-references.ts";
import type { Repository, Workspace } from "../repository.ts";

/**
 * A package's root works without its optional peers: nothing that `src/index.ts` reaches imports
 * one statically, not even a type, and no declaration that the built root reaches mentions one.
 */
export function optionalPeers(repository: Repository): Finding[] {
  return repository.workspaces
    .filter(({ kind, manifest }) => kind === "packages" && manifest.optionalPeers.size > 0)
    .flatMap((workspace) => {
      const inSource = sourceFindings(workspace);
      // The cause is enough: what the compiler wrote down repeats it.
      return inSource.length > 0 ? inSource : declarationFindings(repository, workspace);
    });
}

function sourceFindings({ folder, manifest, sources }: Workspace): Finding[] {
  const files = new Map(sources.map((source) => [source.path, source.references]));
  const reached = reach(`${folder}/src/index.ts`, (path) =>
    files.get(path)?.filter(({ dynamic }) => !dynamic),
  );
  return mentions(reached, manifest.optionalPeers).map(({ path, line, peer, typeOnly }) => ({
    path,
    line,
    problem: `the package root reaches ${typeOnly ? "a type import" : "an import"} of the optional peer ${peer}`,
    remedy: "Put it behind a subpath or an import()",
  }));
}

function declarationFindings({ read }: Repository, { folder, manifest }: Workspace): Finding[] {
  const types = record(record(manifest.exports)["."]).types;
  if (typeof types !== "string") return [];
  const reached = reach(posix.join(folder, types), (path) => {
    const text = read(path);
    return text === undefined ? undefined : moduleReferences(text);
  });
  return mentions(reached, manifest.optionalPeers).map(({ path, line, peer }) => ({
    path,
    line,
    problem: `the declarations of the package root mention the optional peer ${peer}`,
    remedy: "Write down a type of your own for what the root exports",
  }));
}

type References = readonly ModuleReference[];

function reach(
  entry: string,
  referencesOf: (path: string) => References | undefined,
): Map<string, References> {
  const reached = new Map<string, References>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const references = reached.has(path) ? undefined : referencesOf(path);
    if (!references) continue;
    reached.set(path, references);
    for (const { specifier } of references)
      if (specifier.startsWith(".")) waiting.push(...candidates(path, specifier));
  }
  return reached;
}

/** The files that a relative specifier may stand for, in source or in declarations. */
function candidates(from: string, specifier: string): string[] {
  const path = posix.join(posix.dirname(from), specifier);
  const stem = path.replace(/\.[cm]?[jt]sx?$/, "");
  const suffixes = from.endsWith(".d.ts") ? [".d.ts"] : [".ts", ".tsx"];
  return [path, ...suffixes.flatMap((suffix) => [stem + suffix, `${path}/index${suffix}`])];
}

function mentions(reached: ReadonlyMap<string, References>, peers: ReadonlySet<string>) {
  return [...reached].flatMap(([path, references]) =>
    references.flatMap(({ specifier, line, typeOnly }) => {
      const peer = packageOf(specifier);
      return peer !== undefined && peers.has(peer) ? [{ path, line, peer, typeOnly }] : [];
    }),
  );
}
