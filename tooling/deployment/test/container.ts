import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { eventually } from "@ettl-tooling/test";
import { buildah, type ImageConfig, imageConfig } from "../src/buildah.ts";
import { imageOf, type Target } from "../src/image-files.ts";

export interface UnpackedImage extends AsyncDisposable {
  readonly config: ImageConfig;
  /** Where its files are. */
  readonly root: string;
  run(options?: ContainerOptions): Container;
}

export interface ContainerOptions {
  /** In place of the image's entry point. */
  readonly entrypoint?: readonly string[];
  /** In place of the image's command. */
  readonly command?: readonly string[];
  /** Added to the image's. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders of this machine by where they are seen; a name ending with `:ro` is read-only. */
  readonly folders?: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

export interface Container extends AsyncDisposable {
  output(): string;
  /** Runs the image's HEALTHCHECK inside, beside the program. */
  healthcheck(...more: readonly string[]): Promise<Ended>;
  /** Runs a command inside, as the same user. */
  inside(command: readonly string[]): Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  ended(): Promise<Ended>;
}

/** So that nothing goes on, and no mount stays, when a test is killed. A change of user undoes it. */
const endsWithParent = ["--pdeathsig=KILL"];

/** The user of the image and nothing more: no groups, no capabilities, none to be had. */
const asUser = (user: string) => [
  "/usr/bin/setpriv",
  ...["--reuid", "--regid"].map((option, place) => `${option}=${user.split(":")[place]}`),
  ...["--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"],
  ...endsWithParent,
];

/** What an engine does: the image's files read-only, volumes and /tmp writable, /proc of its own. */
const enter = `set -eu
root=$1; volumes=$2; folders=$3; shift 3
mount --bind "$root" "$root"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"
for volume in $volumes; do mount -t tmpfs -o uid=1000,gid=1000,mode=755 tmpfs "$root$volume"; done
for pair in $folders; do
  from=\${pair%%=*}; to=\${pair#*=}; path=\${to%:ro}
  mount --bind "$from" "$root$path"
  [ "$path" = "$to" ] || mount -o remount,bind,ro "$root$path"
done
mount -o remount,bind,ro "$root"
cd "$root"
exec chroot "$root" "$@"`;

const prefix = "ettl-test-";

/** Removes what tests unpacked that were killed: each takes as much room as an image. */
async function removeLeftovers() {
  const containers = JSON.parse(await buildah(["containers", "--json"])) as
    | { containername: string }[]
    | null;
  for (const { containername } of containers ?? []) {
    const [, pid] = new RegExp(`^${prefix}(\\d+)-`).exec(containername) ?? [];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) await buildah(["rm", containername]);
  }
}

/** Unpacks an image that was built here, to run it without an engine. */
export async function unpackImage(target: Target): Promise<UnpackedImage> {
  const config = await imageConfig(imageOf(target));
  await removeLeftovers();
  const name = `${prefix}${process.pid}-${target}`;
  await buildah(["from", "--pull-never", `--name=${name}`, imageOf(target)]);
  const root = (await buildah(["mount", name])).trim();
  return {
    config,
    root,
    run: (options = {}) => startContainer(config, root, options),
    async [Symbol.asyncDispose]() {
      await buildah(["rm", name]);
    },
  };
}

function startContainer(
  config: ImageConfig,
  root: string,
  {
    entrypoint = config.Entrypoint,
    command = config.Cmd,
    env = {},
    folders = {},
  }: ContainerOptions,
): Container {
  const variables = [
    ...config.Env,
    ...Object.entries(env).map(([name, text]) => `${name}=${text}`),
  ];
  const environment = ["/usr/bin/env", "-i", `--chdir=${config.WorkingDir}`, ...variables];
  const program = [...asUser(config.User), ...environment, ...entrypoint, ...command];
  const volumes = Object.keys(config.Volumes).join(" ");
  const pairs = Object.entries(folders).map(([to, from]) => `${from}=${to}`);
  const child = spawn(
    "setpriv",
    [
      ...[...endsWithParent, "unshare"],
      ...["--mount", "--pid", "--fork", "--"],
      ...["sh", "-c", enter, "sh", root, volumes, pairs.join(" "), ...program],
    ],
    { env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const closed = once(child, "close") as Promise<[number | null]>;

  /** The id that process 1 of the container has outside, once it is the program. */
  const first = () => {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${output}`);
    const pid = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim();
    const started = pid !== "" && readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("node\0");
    return started ? pid : undefined;
  };
  const inside = async (words: readonly string[]): Promise<Ended> => {
    const pid = await eventually("process 1 of the container", first);
    const joined = ["--mount", "--pid", "--root", "--wd", `--target=${pid}`, "--"];
    const beside = spawn("nsenter", [
      ...joined,
      ...[...asUser(config.User), ...environment, ...words],
    ]);
    let text = "";
    for (const stream of [beside.stdout, beside.stderr])
      stream.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
    const [code] = (await once(beside, "close")) as [number | null];
    return { code, output: text };
  };

  return {
    output: () => output,
    inside,
    healthcheck: (...more) => inside([...config.Healthcheck.Test.slice(1), ...more]),
    kill: (signal) => {
      const pid = first();
      if (pid !== undefined) process.kill(Number(pid), signal);
    },
    ended: async () => {
      const [code] = await closed;
      return { code, output };
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}
