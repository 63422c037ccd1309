import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository that this file is in. */
export const repository = fileURLToPath(new URL("../../..", import.meta.url));

/** A part of a package that others import by name. */
export interface EntryPoint {
  /** Such as `@ettl/alerts/channels/slack`. */
  readonly name: string;
  readonly packageFolder: string;
  readonly declarations: string;
  /** Where its report is committed. */
  readonly report: string;
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string | { readonly types?: string }>>;
}

/** Every subpath with types of every published package. */
export function entryPoints(root: string): EntryPoint[] {
  return readdirSync(join(root, "packages"))
    .sort()
    .flatMap((folder) => entryPointsOf(join(root, "packages", folder)));
}

function entryPointsOf(packageFolder: string): EntryPoint[] {
  const text = readFileSync(join(packageFolder, "package.json"), "utf8");
  const manifest = JSON.parse(text) as Manifest;
  if (manifest.private) return [];
  return Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]) => {
    if (typeof target === "string" || target.types === undefined) return [];
    const name = subpath === "." ? "index" : subpath.slice(2).replaceAll("/", "-");
    return {
      name: manifest.name + subpath.slice(1),
      packageFolder,
      declarations: join(packageFolder, target.types),
      report: join(packageFolder, "api", `${name}.api.md`),
    };
  });
}
