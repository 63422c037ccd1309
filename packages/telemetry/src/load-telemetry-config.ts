import { existsSync } from "node:fs";
import type { ChannelPlugin } from "@ettl/alerts/config";
import { type Environment, loadConfig } from "@ettl/config";
import type * as z from "zod";
import { environmentAliases, type TelemetryConfig, telemetryConfig } from "./config.ts";

type Sections = Readonly<Record<string, z.ZodType>>;
type SectionValues<S extends Sections> = { readonly [K in keyof S]: z.output<S[K]> };

export interface LoadTelemetryConfigOptions<S extends Sections> {
  /**
   * Path of a TOML file.
   *
   * @default `$ETTL_CONFIG`, else `./ettl.toml` if it exists, else none
   */
  readonly file?: string | undefined;
  /**
   * @default process.env
   */
  readonly env?: Environment;
  /** Channels of your own that `[alerts.channels.<name>]` may name by their `type`. */
  readonly plugins?: readonly ChannelPlugin[];
  /** Sections that the program itself reads, beside telemetry's. */
  readonly sections?: S;
  /** Variables for keys of those sections, as in `loadConfig`. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** The program's own defaults, by key path; everything else wins over them. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Values of the command line, by key path; they win over everything. */
  readonly flags?: Readonly<Record<string, unknown>>;
}

/**
 * Loads what {@link createTelemetry} needs, and the program's own sections with it.
 *
 * @throws {ConfigError} Everything that is wrong, each with its place.
 */
export async function loadTelemetryConfig<S extends Sections = Record<never, never>>(
  options: LoadTelemetryConfigOptions<S> = {},
): Promise<TelemetryConfig & SectionValues<S>> {
  // biome-ignore lint/style/noProcessEnv: the one default; leaves never read the environment.
  const { env = process.env, plugins = [], sections, aliases = {} } = options;
  const { defaults = {}, flags = {} } = options;
  const file = options.file ?? (env.ETTL_CONFIG || undefined) ?? defaultFile();
  const schema = telemetryConfig(plugins).extend(sections ?? {});
  const config: unknown = await loadConfig({
    schema,
    env,
    defaults,
    flags,
    lenient: Object.keys(environmentAliases).filter((name) => name.startsWith("OTEL_")),
    // No logger exists before the configuration does.
    onWarning: ({ source, key, message }) =>
      process.emitWarning(`${source}  ${key}: ${message}`, "ConfigWarning"),
    aliases: { ...environmentAliases, ...aliases },
    ...(file !== undefined && { file }),
  });
  return config as TelemetryConfig & SectionValues<S>;
}

function defaultFile(): string | undefined {
  return existsSync("ettl.toml") ? "ettl.toml" : undefined;
}
