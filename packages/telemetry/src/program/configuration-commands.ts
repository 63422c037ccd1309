import type { ProgramConfiguration, Sections } from "../load-telemetry-config.ts";
import { checkCommand } from "./check.ts";
import type { Command } from "./command.ts";
import { explainCommand } from "./explain.ts";
import { initCommand } from "./init.ts";
import { schemaCommand } from "./schema.ts";

/** The program that the commands are about. */
export interface Configured<S extends Sections> {
  readonly name: string;
  readonly configuration: ProgramConfiguration<S>;
}

/** The commands about its configuration that every program has, by the word that calls them. */
export function configurationCommands<S extends Sections>(
  program: Configured<S>,
): Readonly<Record<string, Command>> {
  return {
    check: checkCommand(program),
    explain: explainCommand(program),
    schema: schemaCommand(program),
    init: initCommand(program),
  };
}
