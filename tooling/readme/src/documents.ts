import { readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/** Made by others or by machines: nobody writes examples there. */
const left = /^(?:\..*|node_modules|dist|fixtures|CHANGELOG\.md|.*\.api\.md)$/;

/**
 * The Markdown files among some files and folders, with the paths that lead to them from here.
 *
 * @throws when one does not exist.
 */
export function documents(paths: readonly string[]): string[] {
  const found = paths.flatMap((path) => (statSync(path).isDirectory() ? below(path) : [path]));
  return [...new Set(found.map((path) => relative(".", path)))].sort();
}

function below(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !left.test(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return below(path);
      return entry.name.endsWith(".md") ? [path] : [];
    });
}
