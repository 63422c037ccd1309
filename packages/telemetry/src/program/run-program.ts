import { ConfigError, type ConfigIssue, formatIssue } from "@ettl/config";
import type { ProgramConfiguration, Sections } from "../load-telemetry-config.ts";
import type { Command } from "./command.ts";
import { configurationCommands } from "./configuration-commands.ts";
import { help } from "./help.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { complain, print } from "./print.ts";
import { UsageError } from "./usage-error.ts";

/** A program with commands, one of which reads ettl's configuration. */
export interface Program<S extends Sections = Record<never, never>> {
  /** As it is called on the command line. */
  readonly name: string;
  readonly version: string;
  /** What it is for, one or two sentences for the help. */
  readonly about: string;
  /** What all its commands load; `check`, `explain`, `schema` and `init` are about it. */
  readonly configuration?: ProgramConfiguration<S>;
  /** By the word that calls them. One called as a command about the configuration replaces it. */
  readonly commands: Readonly<Record<string, Command>>;
  /**
   * The command that runs when none is named.
   *
   * @default none: naming one is required
   */
  readonly defaultCommand?: string;
  /**
   * The sentence of the help about exit codes, where the program has more of them.
   *
   * @default "0 done, 1 failed, 2 wrong usage or configuration."
   */
  readonly exitCodes?: string;
  /**
   * @default process.argv.slice(2)
   */
  readonly args?: readonly string[];
}

/**
 * Runs what the command line asks for, and gives every program `check`, `explain`, `schema`, `init`,
 * `--help` and `--version`. Problems go to standard error.
 *
 * @returns the exit code, for `process.exit`: that of the command; 2 for wrong usage or
 *   configuration; 1 for any other error.
 */
export async function runProgram<S extends Sections = Record<never, never>>(
  program: Program<S>,
): Promise<number> {
  const { name, args = process.argv.slice(2), configuration = {}, defaultCommand } = program;
  const about = configurationCommands({ name, configuration });
  const commands = new Map(Object.entries({ ...program.commands, ...about, ...program.commands }));
  const usage = help(program, commands);
  const onWarning = ({ excerpt: _, ...issue }: ConfigIssue) =>
    void complain(`${name}: warning: ${formatIssue(issue)}\n`);
  try {
    const request = parseCommandLine(args, commands, defaultCommand);
    if (request.kind === "help") await print(process.stdout, usage);
    else if (request.kind === "version") await print(process.stdout, `${program.version}\n`);
    else {
      const { command, words, options, file } = request;
      return await command.run({ words, options, source: { file, onWarning } });
    }
    return 0;
  } catch (error) {
    if (error instanceof UsageError) await complain(`${error.message}\n\n${usage}`);
    else if (error instanceof ConfigError) await complain(`${error.message}\n`);
    else {
      await complain(`${name}: ${error instanceof Error ? error.message : error}\n`);
      return 1;
    }
    return 2;
  }
}
