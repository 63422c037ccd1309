import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildah } from "./buildah.ts";
import { baseImage, dockerfile, imageOf, repository, type Target } from "./image-files.ts";
import { localBase } from "./local-base.ts";
import { run } from "./run.ts";

/** Whether a Docker engine answers here; its client alone builds nothing. */
export const hasEngine = () => spawnSync("docker", ["info"]).status === 0;

/** Builds one target by Docker where an engine runs, else by buildah on a base made here. */
export async function buildImage(target: Target, { shown = false } = {}): Promise<void> {
  const options = [
    `--target=${target}`,
    `--tag=${imageOf(target)}`,
    `--file=${dockerfile}`,
    ...Object.entries(buildArguments(target)).map(([name, text]) => `--build-arg=${name}=${text}`),
  ];
  if (hasEngine()) {
    await run(["docker", "build", ...options, repository], { shown });
    return;
  }
  await localBase(baseImage());
  // Docker's format: the other one has no HEALTHCHECK.
  const local = ["--format=docker", "--isolation=chroot", "--network=host", "--pull-never"];
  const ignored = `--ignorefile=${dockerfile}.dockerignore`;
  await buildah(["bud", ...local, ignored, ...options, repository], { shown });
}

/** Bytes of all layers of an image, unpacked. */
export async function imageSize(target: Target): Promise<number> {
  if (hasEngine())
    return Number(
      await run(["docker", "image", "inspect", "--format", "{{.Size}}", imageOf(target)]),
    );
  const text = await buildah(["inspect", "--type", "image", imageOf(target)]);
  const { FromImageID } = JSON.parse(text) as { FromImageID: string };
  const mounted = await buildah(["images", "--json", FromImageID]);
  const [image] = JSON.parse(mounted) as { size: string }[];
  if (image === undefined) throw new Error(`there is no image ${imageOf(target)}`);
  const [, figure, unit = "B"] = /^([\d.]+) ?([KMG]?B)$/.exec(image.size) ?? [];
  return Number(figure) * { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 }[unit as "B" | "KB" | "MB" | "GB"];
}

/** The version of the program, and the commit it is built from. */
function buildArguments(target: Target): Record<string, string> {
  const manifest = readFileSync(join(repository, "apps", target, "package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const revision = spawnSync("git", ["rev-parse", "HEAD"], { cwd: repository, encoding: "utf8" });
  return {
    VERSION: version,
    ...(revision.status === 0 && { REVISION: revision.stdout.trim() }),
  };
}
