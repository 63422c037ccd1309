import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { runPnpm } from "./pnpm.ts";
import { tarEntries } from "./tar-entries.ts";

/** What `pnpm publish` would upload. */
export interface PackedPackage {
  readonly files: readonly string[];
  readonly tarball: ArrayBuffer;
}

/** Packs one package as it would be published, `workspace:` and `catalog:` already replaced. */
export async function packPackage(folder: string, packageManager: string): Promise<PackedPackage> {
  const destination = await mkdtemp(join(tmpdir(), "ettl-pack-"));
  try {
    const stdout = await runPnpm(packageManager, folder, [
      "pack",
      "--json",
      "--config.ignore-scripts=true",
      "--pack-destination",
      destination,
    ]);
    const { filename } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as { filename: string };
    const bytes = new Uint8Array(await readFile(join(destination, basename(filename))));
    // Not the list that pnpm prints: the LICENSE that it takes from the root is not in that.
    return { files: tarEntries(bytes).map(({ path }) => path), tarball: bytes.buffer };
  } finally {
    await rm(destination, { recursive: true, force: true });
  }
}
