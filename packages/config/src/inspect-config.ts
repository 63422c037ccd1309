import type * as z from "zod";
import type { ConfigIssue } from "./config-error.ts";
import type { InspectConfigOptions } from "./config-options.ts";
import { evaluate } from "./evaluate.ts";
import type { ConfigSetting } from "./settings.ts";

/** Everything there is to say about a configuration. */
export interface ConfigInspection<T> {
  /** What `loadConfig` would return; absent when there are issues. */
  readonly value?: T;
  /** Everything that is wrong: the file's in their order, then variables, then flags. */
  readonly issues: readonly ConfigIssue[];
  /** What is doubtful but no reason to stop. */
  readonly warnings: readonly ConfigIssue[];
  /**
   * Each effective value of the sections that the schema reads, in the schema's order; empty when
   * the file can't be read.
   */
  readonly settings: readonly ConfigSetting[];
  /** Top-level tables of the file that this schema does not read. */
  readonly unreadSections: readonly string[];
  /** The file that was asked for. */
  readonly file?: string;
}

/**
 * Does the work of {@link loadConfig} and tells all about it: what is wrong, which values hold and
 * where each one comes from. It does not throw for anything that is wrong with a configuration.
 */
export async function inspectConfig<S extends z.ZodType>(
  options: InspectConfigOptions<S>,
): Promise<ConfigInspection<z.output<S>>> {
  const { result, issues, warnings, settings, unreadSections } = await evaluate(options);
  return {
    ...(result && { value: result.value }),
    issues,
    warnings,
    settings: await settings(),
    unreadSections,
    ...(options.file !== undefined && { file: options.file }),
  };
}
