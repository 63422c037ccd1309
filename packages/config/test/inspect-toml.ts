import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatIssue, type InspectConfigOptions, inspectConfig } from "@ettl/config";
import { temporaryFolder } from "@ettl-tooling/test";
import type * as z from "zod";

/** Inspects a text as `ettl.toml`, a file for its owner only. */
export async function inspectToml<S extends z.ZodType>(
  schema: S,
  toml: string | Uint8Array,
  { mode = 0o600, ...options }: Omit<InspectConfigOptions<S>, "schema"> & { mode?: number } = {},
) {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  await writeFile(file, toml);
  await chmod(file, mode);
  const inspection = await inspectConfig({ schema, file, ...options });
  const text = (issues: typeof inspection.issues) =>
    issues.map(formatIssue).join("\n").replaceAll(`${folder.path}/`, "");
  return { ...inspection, text: text(inspection.issues), warned: text(inspection.warnings) };
}
