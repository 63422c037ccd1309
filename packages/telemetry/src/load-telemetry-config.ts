import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { ChannelPlugin, UsedPlugin } from "@ettl/alerts/config";
import {
  type ConfigInspection,
  type ConfigIssue,
  type Environment,
  formatIssue,
  inspectConfig,
  type LoadConfigOptions,
  loadConfig,
} from "@ettl/config";
import * as z from "zod";
import {
  environmentAliases,
  refuseDetailsWithoutToken,
  refuseUnknownChannels,
  type TelemetryConfig,
  telemetryConfig,
} from "./config.ts";
import { openTelemetryVariables } from "./opentelemetry-variables.ts";
import { usedPlugins } from "./used-plugins.ts";

export type Sections = Readonly<Record<string, z.ZodType>>;
type SectionValues<S extends Sections> = { readonly [K in keyof S]: z.output<S[K]> };
type Loaded<S extends Sections> = TelemetryConfig & SectionValues<S>;

/** What a program reads, whatever its command line says. */
export interface ProgramConfiguration<S extends Sections> {
  /** Channels of your own that `[alerts.channels.<name>]` may name by their `type`. */
  readonly plugins?: readonly ChannelPlugin[];
  /**
   * Names of channels that the program makes itself and gives to `createTelemetry`; routes and
   * escalations may name them beside those of the configuration.
   */
  readonly otherChannels?: readonly string[];
  /** Sections that the program itself reads, beside telemetry's. */
  readonly sections?: S;
  /** Variables for keys of those sections, as in `loadConfig`. */
  readonly aliases?: LoadConfigOptions<never>["aliases"];
  /** The program's own defaults, by key path; everything else wins over them. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /**
   * Finds what one section cannot know of another, and reports it as zod's `superRefine` does. It
   * runs once each section by itself is right.
   */
  readonly check?: (config: Loaded<S>, context: z.RefinementCtx) => void;
}

/** Where the configuration comes from, and what a program adds to it. */
export interface LoadTelemetryConfigOptions<S extends Sections> extends ProgramConfiguration<S> {
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
  /** Values of the command line, by key path; they win over everything. */
  readonly flags?: Readonly<Record<string, unknown>>;
  /**
   * Gets what is doubtful yet no reason to stop, such as a bad `OTEL_…` variable, which is ignored.
   *
   * @default process.emitWarning
   */
  readonly onWarning?: (issue: ConfigIssue) => void;
}

/**
 * Loads what {@link createTelemetry} needs, and the program's own sections with it.
 *
 * @throws {ConfigError} Everything that is wrong, each with its place.
 */
export async function loadTelemetryConfig<S extends Sections = Record<never, never>>(
  options: LoadTelemetryConfigOptions<S> = {},
): Promise<Loaded<S>> {
  const config: unknown = await loadConfig(engineOptions(options));
  return config as Loaded<S>;
}

/** The same work, but it tells about a configuration that is wrong instead of throwing. */
export function inspectTelemetryConfig<S extends Sections>(
  options: LoadTelemetryConfigOptions<S>,
): Promise<ConfigInspection<unknown>> {
  return inspectConfig(engineOptions(options));
}

function engineOptions<S extends Sections>(
  options: LoadTelemetryConfigOptions<S>,
): LoadConfigOptions<z.ZodType> {
  // biome-ignore lint/style/noProcessEnv: the one default; leaves never read the environment.
  const { env: environment = process.env, aliases = {}, defaults = {}, flags = {} } = options;
  const file = options.file ?? foundConfigFile(environment);
  const { env, aliases: openTelemetry } = openTelemetryVariables(environment);
  return {
    schema: programSchema(options),
    schemaFor: async ({ path, table }) =>
      programSchema(options, await usedPlugins(table, dirname(resolve(path)))),
    env,
    defaults,
    flags,
    aliases: { ...openTelemetry, ...environmentAliases, ...aliases },
    lenient: Object.keys(openTelemetry),
    // No logger exists before the configuration does.
    onWarning:
      options.onWarning ??
      (({ excerpt: _, ...issue }) => process.emitWarning(formatIssue(issue), "ConfigWarning")),
    ...(file !== undefined && { file }),
  };
}

/** Telemetry's sections and the program's own, as one schema. */
export function programSchema<S extends Sections>(
  { plugins = [], sections, otherChannels = [], check = () => {} }: ProgramConfiguration<S>,
  used?: ReadonlyMap<string, UsedPlugin>,
): z.ZodType {
  return telemetryConfig(plugins, used)
    .extend(sections ?? {})
    .superRefine((config, context) => {
      // A section with a mistake has not become what `check` expects.
      if (context.issues.length > 0) return;
      refuseDetailsWithoutToken(config as unknown as TelemetryConfig, context);
      refuseUnknownChannels(config as unknown as TelemetryConfig, otherChannels, context);
      check(config as unknown as Loaded<S>, context);
    });
}

/** The same for a file to start from: with the program's own defaults in place of the sections'. */
export function starterSchema<S extends Sections>(configuration: ProgramConfiguration<S>) {
  const { plugins = [], sections, defaults = {} } = configuration;
  const schema = telemetryConfig(plugins).extend(sections ?? {});
  const shape: Record<string, z.ZodType> = { ...schema.shape };
  const own = Object.entries(defaults).map(([key, value]) => [key.split("."), value] as const);
  for (const [name, section] of Object.entries(shape)) {
    const values = own.filter(([[first]]) => first === name);
    if (values.length > 0) shape[name] = z.prefault(section, nested(values));
  }
  return z.object(shape);
}

/** `[["tracing", "service_name"], "shop"]` becomes `{ service_name: "shop" }`. */
function nested(values: readonly (readonly [readonly string[], unknown])[]): object {
  const table: Record<string, unknown> = {};
  for (const [[, ...path], value] of values) {
    let current = table;
    for (const key of path.slice(0, -1)) {
      current[key] ??= {};
      current = current[key] as Record<string, unknown>;
    }
    const last = path.at(-1);
    if (last !== undefined) current[last] = value;
  }
  return table;
}

/**
 * The file that is read where none is named: `$ETTL_CONFIG`, else `ettl.toml` if there is one. Who
 * loads again and again names the one found first, so that its end is no empty configuration.
 *
 * @param environment defaults to `process.env`.
 */
export function foundConfigFile(
  // biome-ignore lint/style/noProcessEnv: the one default; leaves never read the environment.
  environment: Environment = process.env,
): string | undefined {
  return (
    (environment.ETTL_CONFIG || undefined) ?? (existsSync("ettl.toml") ? "ettl.toml" : undefined)
  );
}
