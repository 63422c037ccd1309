import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { type Manifest, readManifest } from "./manifest.ts";
import { type ModuleReference, moduleReferences } from "./module-references.ts";

/** The tree cannot be checked at all: not a workspace, or a file that is not what it should be. */
export class RepositoryError extends Error {
  override readonly name = "RepositoryError";
}

export interface SourceFile {
  /** Relative to the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly isTest: boolean;
  readonly references: readonly ModuleReference[];
}

export interface Workspace {
  /** For example `packages/alerts`. */
  readonly folder: string;
  readonly kind: "packages" | "apps" | "tooling";
  readonly manifest: Manifest;
  /** Code under `src` and `test`. */
  readonly sources: readonly SourceFile[];
}

export interface Repository {
  readonly root: string;
  readonly manifest: Manifest;
  readonly workspaces: readonly Workspace[];
  /** Text of a file by its path from the root; undefined where there is none. */
  read(path: string): string | undefined;
  exists(path: string): boolean;
  /** Paths of all files below a folder, node_modules left out; empty where there is none. */
  list(folder: string): string[];
}

const kinds = ["packages", "apps", "tooling"] as const;
const code = /\.[cm]?[jt]sx?$/;

/** Reads the parts of a pnpm workspace that rules look at. */
export function openRepository(root: string): Repository {
  const read = (path: string) => {
    const place = join(root, path);
    return existsSync(place) ? readFileSync(place, "utf8") : undefined;
  };
  const list = (folder: string): string[] => {
    if (!existsSync(join(root, folder))) return [];
    return readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.name !== "node_modules")
      .flatMap((entry) => {
        const path = `${folder}/${entry.name}`;
        if (entry.isDirectory()) return list(path);
        return entry.isFile() ? [path] : [];
      })
      .sort();
  };
  const manifestAt = (path: string) => {
    const text = read(path);
    if (text === undefined) throw new RepositoryError(`${join(root, path)} does not exist`);
    return readManifest(path, text);
  };

  if (read("pnpm-workspace.yaml") === undefined)
    throw new RepositoryError(`${root} holds no pnpm-workspace.yaml: name the root with --root`);
  const workspaces = kinds.flatMap((kind) =>
    foldersIn(join(root, kind))
      .filter((name) => existsSync(join(root, kind, name, "package.json")))
      .map((name): Workspace => {
        const folder = `${kind}/${name}`;
        const sources = ["src", "test"]
          .flatMap((part) => list(`${folder}/${part}`))
          .filter((path) => code.test(path))
          .map((path) => sourceFile(path, read(path) ?? "", folder));
        return { folder, kind, manifest: manifestAt(`${folder}/package.json`), sources };
      }),
  );
  return {
    root,
    manifest: manifestAt("package.json"),
    workspaces,
    read,
    exists: (path) => existsSync(join(root, path)),
    list,
  };
}

function sourceFile(path: string, text: string, folder: string): SourceFile {
  const inside = relative(folder, path).split(sep).join("/");
  return {
    path,
    text,
    isTest: /\.test(?:-d)?\.[cm]?[jt]sx?$/.test(inside) || inside.startsWith("test/"),
    references: moduleReferences(text),
  };
}

function foldersIn(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
