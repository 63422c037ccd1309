import { existsSync } from "node:fs";
import { cp, mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildah, hasImage } from "./buildah.ts";
import { cache } from "./image-files.ts";
import { run } from "./run.ts";

/** What brings certificates to npm where the machine has some of its own. */
const certificates = "/etc/ssl/certs/ca-certificates.crt";

/**
 * Makes a stand-in for Node's image out of packages: Debian's by debootstrap, Node and npm from
 * npm. It has what that image has at the same places, the CA certificates of this machine besides,
 * and its very name, so that the Dockerfile is built as it is.
 */
export async function localBase(name: string): Promise<void> {
  if (await hasImage(name)) return;
  const [, version, suite] = /:(\d+\.\d+\.\d+)-([a-z]+)-slim$/.exec(name) ?? [];
  if (version === undefined || suite === undefined)
    throw new Error(`expected an image such as node:24.22.3-bookworm-slim, got ${name}`);
  await mkdir(cache, { recursive: true });
  const folder = join(cache, `base-${version}-${suite}`);
  await rm(folder, { recursive: true, force: true });
  await cp(await debian(suite), folder, { recursive: true, verbatimSymlinks: true });
  await addNode(folder, version);
  const container = (await buildah(["from", "scratch"])).trim();
  await buildah(["add", container, folder, "/"]);
  await buildah([
    "config",
    "--env=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    `--env=NODE_VERSION=${version}`,
    "--cmd=node",
    ...(existsSync(certificates) ? [`--env=NODE_EXTRA_CA_CERTS=${certificates}`] : []),
    container,
  ]);
  await buildah(["commit", "--rm", "--format", "docker", container, name]);
  await rm(folder, { recursive: true });
}

/** A minimal Debian, without what a slim image leaves out. It takes a minute, once. */
async function debian(suite: string): Promise<string> {
  const folder = join(cache, suite);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await run(["debootstrap", "--variant=minbase", suite, partial, "http://deb.debian.org/debian"]);
  const needless = ["var/cache/apt", "var/lib/apt/lists", "usr/share/doc", "usr/share/man"];
  for (const path of [...needless, "usr/share/locale", "usr/share/info", "dev"])
    await rm(join(partial, path), { recursive: true, force: true });
  for (const path of ["dev", "var/cache/apt/archives/partial", "var/lib/apt/lists/partial"])
    await mkdir(join(partial, path), { recursive: true });
  await rename(partial, folder);
  return folder;
}

/** Node's program and npm where its image has them, and the user `node`, 1000. */
async function addNode(folder: string, version: string): Promise<void> {
  const local = join(folder, "usr", "local");
  const npm = join(local, "lib", "node_modules", "npm");
  const architecture = process.arch === "arm64" ? "arm64" : "x64";
  await unpack(`node-linux-${architecture}@${version}`, local, ["package/bin", "package/LICENSE"]);
  await unpack("npm@11", npm);
  for (const program of ["npm", "npx"])
    await symlink(`../lib/node_modules/npm/bin/${program}-cli.js`, join(local, "bin", program));
  await writeFile(join(folder, "etc", "passwd"), "node:x:1000:1000::/home/node:/bin/bash\n", {
    flag: "a",
  });
  await writeFile(join(folder, "etc", "group"), "node:x:1000:\n", { flag: "a" });
  await mkdir(join(folder, "home", "node"));
  if (!existsSync(certificates)) return;
  await mkdir(join(folder, "etc", "ssl", "certs"), { recursive: true });
  await cp(certificates, join(folder, certificates), { dereference: true });
}

/** Unpacks a package of npm without running anything of it. */
async function unpack(name: string, folder: string, paths: readonly string[] = []): Promise<void> {
  const download = join(cache, "download");
  await rm(download, { recursive: true, force: true });
  await mkdir(download);
  await run(["npm", "pack", name, "--silent"], { cwd: download });
  const [archive] = await readdir(download);
  if (archive === undefined) throw new Error(`npm has no ${name}`);
  await mkdir(folder, { recursive: true });
  await run([
    "tar",
    "-xzf",
    join(download, archive),
    "--strip-components=1",
    "-C",
    folder,
    ...paths,
  ]);
  await rm(download, { recursive: true });
}
