import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PublishedPackage } from "./published-package.ts";
import type { InstalledSize } from "./sizes.ts";

/** Most that a package may weigh: its tarball, and what npm writes for it and all that it depends on. */
export interface Budget {
  readonly publishedKb: number;
  readonly installedKb: number;
}

const file = "tooling/published/budgets.json";

export function readBudgets(): Record<string, Budget> {
  const path = fileURLToPath(new URL("../budgets.json", import.meta.url));
  return JSON.parse(readFileSync(path, "utf8")) as Record<string, Budget>;
}

/** What is over its budget, by how much, and the way out. */
export function overBudget(
  { name, packedBytes }: Pick<PublishedPackage, "name" | "packedBytes">,
  installed: InstalledSize,
  budgets: Record<string, Budget>,
): string[] {
  const budget = budgets[name];
  if (!budget) return [`${name} has no budget. Give it one in ${file}, 15 % above what it weighs`];
  const weighed = {
    publishedKb: Math.ceil(packedBytes / 1_000),
    installedKb: Math.ceil(installed.bytes / 1_000),
  };
  return (["publishedKb", "installedKb"] as const)
    .filter((key) => weighed[key] > budget[key])
    .map((key) => {
      const over = ((weighed[key] / budget[key] - 1) * 100).toFixed(0);
      return (
        `${name} weighs ${weighed[key]} kB ${key === "publishedKb" ? "as published" : "installed"}, ` +
        `${weighed[key] - budget[key]} kB (${over} %) over its budget of ${budget[key]}. If that is worth ` +
        `it, set ${key} in ${file} to ${Math.ceil(weighed[key] * 1.15)}, which leaves the usual slack`
      );
    });
}
