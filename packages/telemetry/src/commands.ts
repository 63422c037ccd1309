import { withCorrelationId } from "@ettl/logging";
import type { Tracing } from "@ettl/tracing";

/** What a command-line program is told. */
export interface CommandOptions {
  /** As `process.argv`. */
  readonly argv: readonly string[];
  /**
   * Name of the program, and of its span.
   *
   * @default the name of the script's file, without `.js`
   */
  readonly name?: string;
  /**
   * As `process.env`: `TRACEPARENT`, `TRACESTATE` and `BAGGAGE` say which trace the run belongs to.
   */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The way to run a whole command-line program observed. */
export interface Commands {
  /**
   * Runs `fn` as the root of the program's run: a span with `process.exit.code`, below the trace that
   * the environment names, and the correlation id of its baggage or a new one. Resolves to the exit
   * code that `fn` resolves to, and rethrows what it throws.
   */
  command(options: CommandOptions, fn: () => Promise<number>): Promise<number>;
}

export function createCommands(tracing: Tracing): Commands {
  return {
    command: (options, fn) =>
      tracing.withCommandSpan(
        {
          ...options,
          around: ({ correlation_id: id }, run) => withCorrelationId(id, run),
        },
        fn,
      ),
  };
}
