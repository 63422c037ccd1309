import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { withFormerSuccesses } from "./last-success.ts";
import { familiesOf, isRuntimeMetric, type MetricFamily } from "./metric-families.ts";
import type { RecordingRules } from "./recording-rules.ts";

/** Where the file for node_exporter goes. */
export interface TextfileOptions {
  /** The file, in a folder that exists; its name ends with `.prom`. */
  readonly path: string;
  /**
   * Whether `process_*` and `nodejs_*` are written, too. node_exporter has `process_*` itself and
   * fails on what it has twice.
   *
   * @default false
   */
  readonly runtimeMetrics?: boolean;
}

/** What became of a file. `skipped`: metrics are not recorded, so there was nothing to write. */
export type TextfileOutcome =
  | { readonly outcome: "written" | "skipped" }
  | { readonly outcome: "failed"; readonly error: string };

export interface TextfileSource {
  /** The metrics with these names, in the text format 0.0.4. */
  readonly text: (only: (name: string) => boolean) => Promise<string>;
  readonly rules: RecordingRules;
}

/** Makes the function that writes for node_exporter's textfile collector; it never rejects. */
export function textfileWriter({ text, rules }: TextfileSource) {
  return async ({ path, runtimeMetrics = false }: TextfileOptions): Promise<TextfileOutcome> => {
    if (!rules.recording) return { outcome: "skipped" };
    try {
      if (!path.endsWith(".prom")) throw new TypeError("its name must end with .prom");
      const families = familiesOf(await text((name) => runtimeMetrics || !isRuntimeMetric(name)));
      const complete = withFormerSuccesses(families, await formerFamilies(path));
      await replace(path, complete.map((family) => family.text).join(""));
      return { outcome: "written" };
    } catch (reason) {
      const error = `${path}: ${reason instanceof Error ? reason.message : String(reason)}`;
      rules.tell({ code: "textfile_failed", message: `the metrics were not written: ${error}` });
      return { outcome: "failed", error };
    }
  };
}

async function formerFamilies(path: string): Promise<MetricFamily[]> {
  try {
    return familiesOf(await readFile(path, "utf8"));
  } catch {
    // The first run has none; where it can't be read, it can't be replaced either, or is not ours.
    return [];
  }
}

/** A reader sees the old file or the new one, never a part. */
async function replace(path: string, content: string): Promise<void> {
  const folder = dirname(path);
  // Not .prom: the collector would read it.
  const name = `.${basename(path)}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
  const temporary = join(folder, name);
  try {
    const file = await open(temporary, "wx", 0o644);
    try {
      // Whatever the umask is: the collector often is another user.
      await file.chmod(0o644);
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}
