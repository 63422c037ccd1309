import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

/** A copy of one built package in an otherwise empty repository, to change at will. */
export async function scratchPackage(root: string, name: string) {
  const folder = join(root, "packages", name);
  await mkdir(folder, { recursive: true });
  for (const part of ["package.json", "dist", "src"])
    await cp(join(repository, "packages", name, part), join(folder, part), { recursive: true });
  await symlink(join(repository, "packages", name, "node_modules"), join(folder, "node_modules"));
  await symlink(join(repository, "node_modules"), join(root, "node_modules"));
  return {
    async change(file: string, from: string, to: string) {
      const path = join(folder, file);
      const text = await readFile(path, "utf8");
      if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
      await writeFile(path, text.replace(from, to));
    },
  };
}
