import type * as z from "zod";
import { ConfigError } from "./config-error.ts";
import type { LoadConfigOptions } from "./config-options.ts";
import { evaluate } from "./evaluate.ts";

/**
 * Loads one configuration: defaults < file < environment < flags, checked and frozen.
 *
 * @throws {ConfigError} Everything that is wrong, each with its file:line:column, variable or flag.
 */
export async function loadConfig<S extends z.ZodType>(
  options: LoadConfigOptions<S>,
): Promise<z.output<S>> {
  const { result, issues, warnings } = await evaluate(options);
  for (const warning of warnings) options.onWarning?.(warning);
  if (result === undefined) throw new ConfigError(issues);
  return result.value;
}
