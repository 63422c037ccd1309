import { parseArgs } from "node:util";
import type { Command } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** What is asked for: the help, the version, or a command with its words and options. */
export type Request =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | {
      readonly kind: "command";
      readonly command: Command;
      readonly words: readonly string[];
      readonly options: Readonly<Record<string, string | number | boolean>>;
      readonly file: string | undefined;
    };

/**
 * Reads a command line.
 *
 * @param defaultCommand runs when no command is named.
 * @throws {UsageError} for a command, word or option that nobody knows, or a value that can't be.
 */
export function parseCommandLine(
  args: readonly string[],
  commands: ReadonlyMap<string, Command>,
  defaultCommand: string | undefined,
): Request {
  const { values, positionals } = parse(args, commands);
  const { help, version, config, ...given } = values;
  if (help) return { kind: "help" };
  if (version) return { kind: "version" };
  const [name = defaultCommand, ...words] = positionals;
  if (name === undefined) throw new UsageError("a command is missing");
  const command = commands.get(name);
  if (!command) throw new UsageError(`there is no command "${name}"`);
  if (command.words === undefined && words[0] !== undefined)
    throw new UsageError(`${name}: "${words[0]}" is one word too many`);
  if (config !== undefined && command.readsConfig === false) refuse("config", name);
  const options = Object.entries(given).map(([option, value]) => {
    const known = command.options?.[option] ?? refuse(option, name);
    return [option, known.kind === "port" ? port(option, String(value)) : value] as const;
  });
  const file = config === undefined ? undefined : String(config);
  if (file === "") throw new UsageError("--config needs the path of a file");
  return { kind: "command", command, words, options: Object.fromEntries(options), file };
}

function parse(args: readonly string[], commands: ReadonlyMap<string, Command>) {
  const known = [...commands.values()].flatMap(({ options = {} }) => Object.entries(options));
  const shapes = known.map(
    ([name, { kind }]) => [name, { type: kind === "flag" ? "boolean" : "string" }] as const,
  );
  try {
    const { values, positionals, tokens } = parseArgs({
      args: [...args],
      allowPositionals: true,
      tokens: true,
      options: {
        ...Object.fromEntries(shapes),
        config: { type: "string" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
      },
    });
    const twice = tokens.find(
      (token, index) =>
        token.kind === "option" &&
        tokens.slice(0, index).some((one) => one.kind === "option" && one.name === token.name),
    );
    if (twice?.kind === "option") throw new UsageError(`--${twice.name} is given twice`);
    return { values: values as Readonly<Record<string, string | boolean>>, positionals };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // Node's own sentence; what follows it is about "--" and positional arguments.
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.split(". ")[0] ?? message);
  }
}

function port(option: string, text: string): number {
  if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535) return Number(text);
  throw new UsageError(`--${option} ${text}: expected a number from 1 to 65535`);
}

function refuse(option: string, command: string): never {
  throw new UsageError(`--${option} does not go with ${command}`);
}
