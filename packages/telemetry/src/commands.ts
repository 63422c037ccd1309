import { withCorrelationId } from "@ettl/logging";
import type { Tracing } from "@ettl/tracing";

export interface CommandOptions {
  /** As `process.argv`: names the program in its span. */
  readonly argv: readonly string[];
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
    command(options, fn) {
      const {
        TRACEPARENT: traceparent,
        TRACESTATE: tracestate,
        BAGGAGE: baggage,
      } = options.environment;
      const parent = tracing.extract({ traceparent, tracestate, baggage });
      return withCorrelationId(tracing.baggage(parent).correlation_id, () =>
        tracing.withCommandSpan(options, fn),
      );
    },
  };
}
