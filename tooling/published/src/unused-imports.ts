import { join } from "node:path";
import { rolldown } from "rolldown";
import type { Project } from "./project.ts";
import { importableNames, type PublishedPackage } from "./published-package.ts";

/** Bundles a module that imports all of a package and uses nothing of it: nothing may remain. */
export async function unusedImports(
  project: Project,
  published: PublishedPackage,
): Promise<string[]> {
  if (published.manifest.bin) return [];
  const names = importableNames(published);
  const text = names.map((name, index) => `import * as unused${index} from "${name}";\n`).join("");
  const left = await bundled(project, text);
  const beginning =
    left.length > 500 ? `${left.slice(0, 500)} … (${left.length} characters)` : left;
  return left === "" ? [] : [`unused imports of ${published.name} leave in a bundle: ${beginning}`];
}

async function bundled({ folder }: Project, text: string): Promise<string> {
  const entry = join(folder, "unused.mjs");
  const bundle = await rolldown({
    input: entry,
    cwd: folder,
    platform: "node",
    logLevel: "silent",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? text : null),
      },
    ],
  });
  try {
    const { output } = await bundle.generate({ format: "esm", minify: true });
    return output
      .map((chunk) => (chunk.type === "chunk" ? chunk.code : chunk.fileName))
      .join("\n")
      .replace(/^export\s*\{\s*\};?$/gm, "")
      .trim();
  } finally {
    await bundle.close();
  }
}
