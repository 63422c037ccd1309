import { posix } from "node:path";
import { type Finding, lineAt } from "../finding.ts";
import { parseJson, record } from "../manifest.ts";
import type { Repository } from "../repository.ts";

/** `tsc -b` builds in the order of package.json: dependencies and references say the same. */
export function references({ workspaces, read }: Repository): Finding[] {
  const byName = new Map(workspaces.map((workspace) => [workspace.manifest.name, workspace]));
  const byFolder = new Map(workspaces.map((workspace) => [workspace.folder, workspace]));

  return workspaces.flatMap(({ folder, manifest, sources }) => {
    const path = `${folder}/tsconfig.json`;
    const text = read(path);
    if (text === undefined && !sources.some((source) => /\.[cm]?tsx?$/.test(source.path)))
      return [];
    const referenced = referencedFolders(path, text ?? "{}", folder);
    const names = new Set(manifest.dependencies.map(({ name }) => name));

    const forgotten = [...names]
      .filter((name) => name.startsWith("@ettl/"))
      .flatMap((name) => byName.get(name) ?? [])
      .filter((dependency) => !referenced.some(({ target }) => target === dependency.folder))
      .map((dependency) => ({
        path,
        line: 1,
        problem: `no reference to ${dependency.manifest.name}, on which ${manifest.name} depends`,
        remedy: `Add { "path": "${posix.relative(folder, dependency.folder)}" } to "references"`,
      }));
    const stray = referenced
      // What a browser runs is compiled apart from what Node runs.
      .filter(({ target }) => target !== folder)
      .filter(({ target }) => !names.has(byFolder.get(target)?.manifest.name ?? ""))
      .map(({ target, line }) => ({
        path,
        line,
        problem: `a reference to ${target}, which package.json does not name`,
        remedy: "Add the dependency or remove the reference",
      }));
    return [...forgotten, ...stray];
  });
}

function referencedFolders(path: string, text: string, folder: string) {
  const { references: list } = parseJson(path, text);
  if (!Array.isArray(list)) return [];
  return list.map((entry) => {
    const written = String(record(entry).path);
    const target = posix.join(folder, written).replace(/\/(?:tsconfig[^/]*\.json)?$/, "");
    return { target, line: lineAt(text, text.indexOf(JSON.stringify(written))) };
  });
}
