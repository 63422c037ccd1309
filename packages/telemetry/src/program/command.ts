import type { LoadTelemetryConfigOptions } from "../load-telemetry-config.ts";

/** One `--option` of a command. */
export interface CommandOption {
  /** `flag`: given or not. `port`: a number from 1 to 65535. `text`: anything. */
  readonly kind: "flag" | "port" | "text";
  /** One line for the help, without its default if it has none. */
  readonly summary: string;
  /** How the help calls the value of a `text`, such as `FILE`. */
  readonly placeholder?: string;
}

export type CommandOptions = Readonly<Record<string, CommandOption>>;

interface OptionValues {
  readonly flag: boolean;
  readonly port: number;
  readonly text: string;
}

/** What a command was called with. */
export interface CommandCall<O extends CommandOptions = CommandOptions> {
  /** The words after the command's name. */
  readonly words: readonly string[];
  /** The values of its options; those that were not given are absent. */
  readonly options: { readonly [K in keyof O]?: OptionValues[O[K]["kind"]] };
  /**
   * Where the configuration comes from, for `loadTelemetryConfig({ ...source, … })`: the file of
   * `--config`, and warnings that go to standard error, one line each.
   */
  readonly source: ConfigSource;
}

/** What the command line decides about loading the configuration. */
export interface ConfigSource {
  readonly file: string | undefined;
  readonly onWarning: NonNullable<LoadTelemetryConfigOptions<Record<never, never>>["onWarning"]>;
}

/** One command of a program. */
export interface Command<O extends CommandOptions = CommandOptions> {
  /** One line for the help. */
  readonly summary: string;
  /**
   * The words that may follow, as the help shows them, such as `[all|ratings]`. The command itself
   * says which ones it knows.
   *
   * @default none may follow
   */
  readonly words?: string;
  readonly options?: O;
  /**
   * False for a command that reads no configuration: `--config` is then refused.
   *
   * @default true
   */
  readonly readsConfig?: boolean;
  /**
   * Does the work. Resolves with the exit code.
   *
   * @throws {UsageError} for words it does not know.
   */
  run(call: CommandCall<O>): Promise<number>;
}

/** Gives a command's `run` the types of its options. */
export function command<const O extends CommandOptions>(described: Command<O>): Command {
  return described as unknown as Command;
}
