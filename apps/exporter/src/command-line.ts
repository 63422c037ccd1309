import { parseArgs } from "node:util";
import { type ExportName, exportNames } from "./export.ts";

/** What the program was called with that it does not understand; exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export type Command =
  | { readonly name: "help" | "version" }
  | {
      readonly name: "export";
      readonly what: readonly ExportName[];
      readonly config: string | undefined;
    }
  | {
      readonly name: "serve";
      readonly config: string | undefined;
      readonly port: number | undefined;
      /** Whether one export of everything runs at once. */
      readonly now: boolean;
    }
  | { readonly name: "sandbox"; readonly port: number };

export const usage = `Usage: ettl-exporter <command> [options]

  export [all|${exportNames.join("|")}]   Export once. Without a name: all.
  serve                     Export on a schedule, and serve health and metrics.
  sandbox                   Run a stand-in for Trakt, for trying things out (token: demo).

Options:
  --config FILE   Configuration (default: $ETTL_CONFIG, else ./ettl.toml if it exists)
  --port N        Port to listen on (serve: default monitoring.metrics_port; sandbox: any free one)
  --now           With serve: export everything once at the start, too
  --help, --version

Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 130 interrupted, 143 terminated.
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
  const [name, ...rest] = positionals;
  const { config } = values;
  switch (name) {
    case "export":
      refuse(values, ["port", "now"], name);
      return { name, config, what: exportsNamed(rest) };
    case "serve":
      noMore(rest, name);
      return { name, config, port: port(values.port), now: values.now ?? false };
    case "sandbox":
      noMore(rest, name);
      refuse(values, ["config", "now"], name);
      return { name, port: port(values.port) ?? 0 };
    case undefined:
      throw new UsageError("a command is missing");
    default:
      throw new UsageError(`there is no command "${name}"`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: "string" },
        port: { type: "string" },
        now: { type: "boolean" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.split(". ")[0] ?? message);
  }
}

function exportsNamed(names: readonly string[]): readonly ExportName[] {
  const [name = "all", ...more] = names;
  noMore(more, "export");
  if (name === "all") return exportNames;
  const known = exportNames.find((candidate) => candidate === name);
  if (known) return [known];
  throw new UsageError(`there is no export "${name}", expected all, ${exportNames.join(", ")}`);
}

function port(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 65_535) return value;
  throw new UsageError(`--port ${text}: expected a number from 1 to 65535`);
}

function noMore(rest: readonly string[], command: string): void {
  if (rest[0] !== undefined) throw new UsageError(`${command}: "${rest[0]}" is one word too many`);
}

function refuse(values: object, names: readonly string[], command: string): void {
  for (const name of names)
    if (name in values) throw new UsageError(`--${name} does not go with ${command}`);
}
