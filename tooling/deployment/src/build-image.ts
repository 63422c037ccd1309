import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildah } from "./buildah.ts";
import { baseImage, dockerfile, imageOf, repository, type Target } from "./image-files.ts";
import { localBase } from "./local-base.ts";
import { run } from "./run.ts";

/** Whether a Docker engine answers here; its client alone builds nothing. */
export const hasEngine = () => spawnSync("docker", ["info"]).status === 0;

const built = "localhost/ettl-built:local";

/** Builds targets by Docker where an engine runs, else by buildah. */
export async function buildImages(
  wanted: readonly Target[],
  { shown = false } = {},
): Promise<void> {
  if (!hasEngine()) return await buildWithoutEngine(wanted, { shown });
  for (const target of wanted) {
    const options = [`--file=${dockerfile}`, ...buildOptions(target)];
    await run(["docker", "build", ...options, repository], { shown });
  }
}

/**
 * Builds targets by buildah, on a base that is made here. What they have in common is built once;
 * buildah's own cache would copy everything at each step.
 */
export async function buildWithoutEngine(
  wanted: readonly Target[],
  { shown = false } = {},
): Promise<void> {
  await localBase(baseImage());
  // Docker's format: the other one has no HEALTHCHECK.
  const local = ["--format=docker", "--isolation=chroot", "--network=host", "--pull-never"];
  const files = [`--file=${dockerfile}`, `--ignorefile=${dockerfile}.dockerignore`];
  const build = (options: readonly string[]) =>
    buildah(["bud", ...local, ...files, ...options, repository], { shown });
  await build(["--target=built", `--tag=${built}`]);
  for (const target of wanted) await build([...buildOptions(target), `--build-arg=BUILT=${built}`]);
  await buildah(["rmi", built]);
  // What earlier builds left without a name.
  await buildah(["rmi", "--prune"]).catch(() => {});
}

/** Bytes of all layers of an image that `buildImages` built, unpacked. */
export async function imageSize(target: Target): Promise<number> {
  if (!hasEngine()) return await sizeWithoutEngine(target);
  const inspect = ["docker", "image", "inspect", "--format={{.Size}}", imageOf(target)] as const;
  return Number(await run(inspect));
}

/** The same of one by `buildWithoutEngine`. */
export async function sizeWithoutEngine(target: Target): Promise<number> {
  const name = imageOf(target);
  const images = JSON.parse(await buildah(["images", "--json", name])) as { size: string }[];
  const [, figure, unit] = /^([\d.]+) ?([KMG]?B)$/.exec(images[0]?.size ?? "") ?? [];
  if (figure === undefined) throw new Error(`there is no size of ${name}`);
  return Number(figure) * { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 }[unit as "B" | "KB" | "MB" | "GB"];
}

/** What both ways of building take. */
const buildOptions = (target: Target) => [
  `--target=${target}`,
  `--tag=${imageOf(target)}`,
  ...Object.entries(buildArguments(target)).map(([name, text]) => `--build-arg=${name}=${text}`),
];

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
