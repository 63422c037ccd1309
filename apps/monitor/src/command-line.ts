import { parseArgs } from "node:util";

/** What the program was called with that it does not understand; exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export type Command =
  | { readonly name: "help" | "version" }
  | {
      readonly name: "serve";
      readonly config: string | undefined;
      readonly port: number | undefined;
    };

export const usage = `Usage: ettl-monitor [serve] [options]

Serves the health, metrics and alerts of its own process, and watches the targets of the
configuration.

Options:
  --config FILE   Configuration (default: $ETTL_CONFIG, else ./ettl.toml if it exists)
  --port N        Port to listen on (default: monitoring.metrics_port)
  --help, --version

Exit codes: 0 stopped by a signal, 1 failed, 2 wrong usage or configuration.
`;

/**
 * Reads the command line.
 *
 * @throws {UsageError} for anything it does not know.
 */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help) return { name: "help" };
  if (values.version) return { name: "version" };
  const [name = "serve", ...rest] = positionals;
  if (name !== "serve") throw new UsageError(`there is no command "${name}"`);
  if (rest[0] !== undefined) throw new UsageError(`serve: "${rest[0]}" is one word too many`);
  const { config, port } = values;
  if (port !== undefined && !(/^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
    throw new UsageError(`--port ${port}: expected a number from 1 to 65535`);
  return { name, config, port: port === undefined ? undefined : Number(port) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: "string" },
        port: { type: "string" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.split(". ")[0] ?? message);
  }
}
