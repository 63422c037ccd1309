import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../..", import.meta.url));

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface PublicPackage {
  readonly name: string;
  readonly folder: string;
  /** Its commands, each with the built file. */
  readonly commands: ReadonlyMap<string, string>;
  /** What users install beside it, each with the folder where it is here. */
  readonly peers: ReadonlyMap<string, string>;
}

const readManifest = (folder: string) =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

/** The packages that are published, as they are built here. */
export function publicPackages(): PublicPackage[] {
  return ["packages", "apps"]
    .flatMap((kind) => readdirSync(join(root, kind)).map((name) => join(root, kind, name)))
    .filter((folder) => existsSync(join(folder, "package.json")))
    .map((folder) => ({ folder, manifest: readManifest(folder) }))
    .filter(({ manifest }) => !manifest.private)
    .map(({ folder, manifest }) => {
      const peers = new Map<string, string>();
      for (const name of Object.keys(manifest.peerDependencies ?? {})) {
        const place = join(folder, "node_modules", name);
        if (existsSync(place)) peers.set(name, realpathSync(place));
      }
      const commands = new Map(
        Object.entries(manifest.bin ?? {}).map(([name, file]) => [name, join(folder, file)]),
      );
      return { name: manifest.name, folder, commands, peers };
    });
}

/** The scripts of the repository's `package.json`. */
export function rootScripts(): Readonly<Record<string, string>> {
  return readManifest(root).scripts ?? {};
}
