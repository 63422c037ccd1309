import { basename } from "node:path";
import { type Span, SpanStatusCode } from "@opentelemetry/api";
import { type Environment, fromEnvironment } from "./propagation/environment-carrier.ts";
import type { Tracing } from "./tracing.ts";

/** What a command-line program says of its run. */
export interface CommandSpanOptions {
  /** `process.argv`: Node, the script, arguments. */
  readonly argv: readonly string[];
  /** `process.env`: `TRACEPARENT`, `TRACESTATE` and `BAGGAGE` name the trace that called. */
  readonly environment: Environment;
  /**
   * Name of the program, and of the span.
   *
   * @default the name of the script's file, without `.js`
   */
  readonly name?: string;
  /**
   * Recorded as `process.command_args`. Give none with a secret in it.
   *
   * @default none is recorded
   */
  readonly commandArguments?: readonly string[];
  /** Runs the command by calling `run`, with its baggage at hand. */
  readonly around?: (
    baggage: Readonly<Record<string, string>>,
    run: () => Promise<number>,
  ) => Promise<number>;
}

/**
 * Runs a command-line program in its root span, below the span of whoever called it, and resolves to
 * its exit code. A code other than 0 is an error; one that is thrown counts as 1 and is rethrown.
 */
export async function withCommandSpan(
  tracing: Pick<Tracing, "withSpan" | "extract" | "baggage">,
  { argv, environment, name, commandArguments, around }: CommandSpanOptions,
  fn: (span: Span) => number | Promise<number>,
): Promise<number> {
  const parent = tracing.extract(fromEnvironment(environment));
  const executable = name ?? basename(argv[1] ?? argv[0] ?? "node").replace(/\.[cm]?js$/, "");
  // https://opentelemetry.io/docs/specs/semconv/cli/cli-spans/
  const attributes = {
    "process.executable.name": executable,
    "process.pid": process.pid,
    ...(commandArguments && { "process.command_args": [...commandArguments] }),
  };
  const run = () =>
    tracing.withSpan(executable, { attributes, parent }, async (span) => {
      try {
        const code = await fn(span);
        span.setAttribute("process.exit.code", code);
        if (code !== 0) {
          span.setAttribute("error.type", String(code));
          span.setStatus({ code: SpanStatusCode.ERROR, message: `exit code ${code}` });
        }
        return code;
      } catch (error) {
        span.setAttribute("process.exit.code", 1);
        throw error;
      }
    });
  return around ? around(tracing.baggage(parent), run) : run();
}
