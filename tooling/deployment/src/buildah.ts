import { join } from "node:path";
import { cache } from "./image-files.ts";
import { type RunOptions, run } from "./run.ts";

const storage = [
  "--storage-driver=vfs",
  `--root=${join(cache, "storage")}`,
  `--runroot=${join(cache, "run")}`,
];

/** Runs buildah over the images that are kept here; it needs no engine and no registry. */
export function buildah(args: readonly string[], options?: RunOptions): Promise<string> {
  return run(["buildah", ...storage, ...args], options);
}

/** Whether buildah has an image of that name. */
export async function hasImage(name: string): Promise<boolean> {
  const images = JSON.parse(await buildah(["images", "--json"])) as { names?: string[] }[] | null;
  return (images ?? []).some(({ names = [] }) => names.includes(name));
}

export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly WorkingDir: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Volumes: Readonly<Record<string, object>>;
  readonly Healthcheck: { readonly Test: readonly string[] };
}

/** What an image's own configuration says, in Docker's terms. */
export async function imageConfig(name: string): Promise<ImageConfig> {
  const text = await buildah(["inspect", "--type", "image", name]);
  return (JSON.parse(text) as { Docker: { config: ImageConfig } }).Docker.config;
}
