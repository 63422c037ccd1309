import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runPnpm } from "@ettl-tooling/repo-check/pnpm";
import { tarEntries } from "@ettl-tooling/repo-check/tar-entries";

/** The part of a packed package.json that matters here. */
export interface PackedManifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { optional?: boolean }>>;
}

/** A package or a program as npm would get it. */
export interface PublishedPackage {
  readonly name: string;
  readonly tarball: string;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly files: readonly string[];
  readonly manifest: PackedManifest;
  /** The text of package.json in the tarball. */
  readonly manifestText: string;
  /** The path of README.md, in the repository. */
  readonly readme: string;
}

export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Packs all that is published into a folder, as a release does. */
export async function packAll(folder: string): Promise<PublishedPackage[]> {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    packageManager: string;
  };
  const args = ["--recursive", "--filter=./packages/*", "--filter=./apps/*", "pack"];
  await runPnpm(packageManager, root, [
    ...args,
    "--json",
    "--config.ignore-scripts=true",
    "--pack-destination",
    folder,
  ]);
  const readmes = readmesByName();
  return readdirSync(folder)
    .filter((file) => file.endsWith(".tgz"))
    .map((file) => publishedPackage(join(folder, file), readmes))
    .filter(({ manifest }) => manifest.private !== true)
    .sort((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name, "en"));
}

function publishedPackage(tarball: string, readmes: Map<string, string>): PublishedPackage {
  const entries = tarEntries(readFileSync(tarball));
  const manifestText =
    entries.find(({ path }) => path === "package.json")?.content.toString("utf8") ?? "{}";
  const manifest = JSON.parse(manifestText) as PackedManifest;
  return {
    name: manifest.name,
    tarball,
    packedBytes: statSync(tarball).size,
    unpackedBytes: entries.reduce((sum, { content }) => sum + content.length, 0),
    files: entries.map(({ path }) => path).sort(),
    manifest,
    manifestText,
    readme: readmes.get(manifest.name) ?? "",
  };
}

function readmesByName(): Map<string, string> {
  return new Map(
    ["packages", "apps"].flatMap((kind) =>
      readdirSync(join(root, kind)).map((name) => {
        const folder = join(root, kind, name);
        const { name: published } = JSON.parse(
          readFileSync(join(folder, "package.json"), "utf8"),
        ) as { name: string };
        return [published, join(folder, "README.md")] as const;
      }),
    ),
  );
}

/** Leaves first, then what joins them, then the programs. */
function rank(name: string): number {
  if (["@ettl/monitor", "@ettl/exporter"].includes(name)) return 3;
  if (name === "@ettl/telemetry") return 2;
  return name.startsWith("@ettl/") ? 0 : 1;
}

/** Its peers that a user may leave out. */
export function optionalPeers({ manifest }: PublishedPackage): string[] {
  return Object.keys(manifest.peerDependencies ?? {}).filter(
    (name) => manifest.peerDependenciesMeta?.[name]?.optional,
  );
}

/** What a user may import, as in `@ettl/alerts/hono`; data files left out. */
export function importableNames({ name, manifest }: PublishedPackage): string[] {
  return Object.keys(manifest.exports)
    .filter((subpath) => !subpath.endsWith(".json"))
    .map((subpath) => name + subpath.slice(1));
}
