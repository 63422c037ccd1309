import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../../..", import.meta.url));
export const dockerfile = join(repository, "docker", "Dockerfile");

/** What is kept between builds: Debian's packages unpacked, and buildah's images. */
export const cache = join(homedir(), ".cache", "ettl", "images");

export const targets = ["monitor", "exporter"] as const;
export type Target = (typeof targets)[number];

/** The name of an image that was built here. */
export const imageOf = (target: Target) => `localhost/ettl-${target}:local`;

/** The image that the Dockerfile begins with. */
export function baseImage(): string {
  const name = /^ARG NODE_IMAGE=(\S+)$/m.exec(readFileSync(dockerfile, "utf8"))?.[1];
  if (name === undefined) throw new Error(`${dockerfile} has no ARG NODE_IMAGE`);
  return name;
}
