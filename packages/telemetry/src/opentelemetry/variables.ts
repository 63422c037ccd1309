import type { Environment, LoadConfigOptions } from "@ettl/config";

export type Aliases = NonNullable<LoadConfigOptions<never>["aliases"]>;

/** Variables that OpenTelemetry defines, as the engine of `@ettl/config` takes them. */
export interface OpenTelemetryVariables {
  /** The environment, with what one variable says of several keys as variables of their own. */
  readonly env: Environment;
  /** Weakest first. */
  readonly aliases: Aliases;
}
