import { posix } from "node:path";
import type { Finding } from "../finding.ts";
import { record } from "../manifest.ts";
import type { Repository, Workspace } from "../repository.ts";

/** Every entry of `exports` leads to a built file, and one that is code has declarations. */
export function exportMap(repository: Repository): Finding[] {
  return repository.workspaces.flatMap((workspace) => {
    const { manifest } = workspace;
    return entriesOf(manifest.exports).flatMap(([subpath, value]) => {
      const place = { path: manifest.path, line: manifest.lineOf("exports", subpath) };
      const targets = targetsOf(value);
      const missing = targets
        .filter((target) => !leadsToFile(repository, workspace, target))
        .map((target) => ({
          ...place,
          problem: `exports["${subpath}"] points to ${target}, ${target.includes("*") ? "which matches no file" : "which does not exist"}`,
          remedy: "Build first; if it is built, add the source file or remove the entry",
        }));
      if (missing.length > 0 || manifest.isPrivate || hasTypes(repository, workspace, value))
        return missing;
      return [
        {
          ...place,
          problem: `exports["${subpath}"] is code without types`,
          remedy: 'Add a "types" condition before the others',
        },
      ];
    });
  });
}

function entriesOf(exports: unknown): [string, unknown][] {
  if (exports === undefined) return [];
  const entries = Object.entries(record(exports));
  const bySubpath = entries.length > 0 && entries.every(([key]) => key.startsWith("."));
  return bySubpath ? entries : [[".", exports]];
}

function targetsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(targetsOf);
  return Object.values(record(value)).flatMap(targetsOf);
}

function leadsToFile({ exists, list }: Repository, { folder }: Workspace, target: string) {
  const path = posix.join(folder, target);
  if (!path.includes("*")) return exists(path);
  const [start = "", ...rest] = path.split("*");
  const end = rest.join("*");
  return list(posix.dirname(`${start}x`)).some(
    (file) =>
      file.startsWith(start) && file.endsWith(end) && file.length > start.length + end.length,
  );
}

/** A lone target counts as typed when its declarations lie beside it, where TypeScript looks. */
function hasTypes({ exists }: Repository, { folder }: Workspace, value: unknown): boolean {
  const code = targetsOf(value).filter((target) => /\.[cm]?js$/.test(target));
  if (code.length === 0 || mentionsTypes(value)) return true;
  return code.every((target) => exists(posix.join(folder, target.replace(/js$/, "d.ts"))));
}

function mentionsTypes(value: unknown): boolean {
  return Object.entries(record(value)).some(
    ([condition, inner]) => condition === "types" || mentionsTypes(inner),
  );
}
