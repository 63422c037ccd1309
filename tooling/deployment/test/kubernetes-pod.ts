import { readFileSync } from "node:fs";
import { chmod, mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { dockerfile } from "../src/image-files.ts";
import type { Container, Pod } from "./kubernetes-manifests.ts";

const app = (name: string) =>
  fileURLToPath(new URL(`../../../apps/${name}/dist/main.js`, import.meta.url));

/** The variables that the image of a container sets; those of the pod win. */
export function imageVariables({ name }: Container): Record<string, string> {
  const stages = readFileSync(dockerfile, "utf8").split(/^(?=FROM )/m);
  const lines = ["program", name].flatMap((stage) => {
    const found = stages.find((text) => new RegExp(`^FROM \\S+ AS ${stage}\\n`).test(text));
    if (found === undefined) throw new Error(`the Dockerfile has no stage ${stage}`);
    return [...found.matchAll(/^ENV ((?:.*\\\n)*.*)$/gm)].map(([, text = ""]) => text);
  });
  return Object.fromEntries(
    lines.flatMap((text) =>
      [...text.matchAll(/(\w+)=(\S+)/g)].map(([, key, value]) => [key, value]),
    ),
  );
}

/** What the image of a container starts. */
const programOf = ({ name }: Container): string => app(name);

export type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A volume as the kubelet fills it: files are links to `..data`, and that a link to a folder of its time. */
async function projectedVolume(path: string, mode: number) {
  let count = 0;
  const put = async (files: Readonly<Record<string, string>>) => {
    count += 1;
    const folder = `..2030_01_01_00_00_0${count}`;
    await mkdir(join(path, folder));
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(path, folder, name), content);
      await chmod(join(path, folder, name), mode);
      if (count === 1) await symlink(join("..data", name), join(path, name));
    }
    // One rename, so that no reader sees half of it.
    await symlink(folder, join(path, "..data_tmp"));
    await rename(join(path, "..data_tmp"), join(path, "..data"));
  };
  return { put };
}

/**
 * Lays a pod's volumes below a folder, and says how its program is started there: the arguments and
 * the variables of the manifest, with paths below that folder.
 */
export async function laidOut(
  { spec }: Pod,
  folder: string,
  { config, secrets }: { readonly config: string; readonly secrets: Secrets },
) {
  const [container] = spec.containers;
  const isMounted = (path: string) =>
    container.volumeMounts.some(({ mountPath }) => `${path}/`.startsWith(`${mountPath}/`));
  const local = (text: string) => (isMounted(text) ? join(folder, text) : text);
  let reconfigure = async (_: string): Promise<void> => {};
  for (const volume of spec.volumes) {
    const mount = container.volumeMounts.find(({ name }) => name === volume.name);
    const path = join(folder, mount?.mountPath ?? "");
    await mkdir(path, { recursive: true });
    if (volume.configMap) {
      // 0644 is what a ConfigMap has when the manifest says nothing.
      const files = await projectedVolume(path, 0o644);
      reconfigure = (text) => files.put({ "ettl.toml": text });
      await reconfigure(config);
    }
    if (volume.secret) {
      const { secretName, defaultMode } = volume.secret;
      await (await projectedVolume(path, defaultMode)).put(secrets[secretName] ?? {});
    }
  }
  return {
    args: [programOf(container), ...container.args.map(local)],
    env: Object.fromEntries(
      Object.entries(environmentOf(container, secrets)).map(([name, text]) => [name, local(text)]),
    ),
    reconfigure,
    local,
  };
}

/** The variables as the kubelet makes them; `$(NAME)` is one that stands before. */
function environmentOf(container: Container, secrets: Secrets): Record<string, string> {
  const made = imageVariables(container);
  for (const { name, value, valueFrom } of container.env) {
    const { secretKeyRef } = valueFrom ?? {};
    const text = secretKeyRef ? secrets[secretKeyRef.name]?.[secretKeyRef.key] : value;
    if (text === undefined && !secretKeyRef?.optional) throw new Error(`nothing gives ${name}`);
    if (text !== undefined)
      made[name] = text.replace(/\$\((\w+)\)/g, (whole, other) => made[other] ?? whole);
  }
  return made;
}
