import { type Bindings, type DestinationStream, type Logger, pino, symbols } from "pino";
import { correlationId } from "./correlation.ts";
import { type LogDestination, standardStream } from "./destination.ts";
import { formats, type LogFormat } from "./formats.ts";
import { jsonLine, type LineContext, reserved } from "./json-line.ts";

export type LogLevel = "debug" | "info" | "warn" | "error" | "fatal";

export interface LoggerOptions {
  /**
   * Lines below this level are not written.
   *
   * @default "info"
   */
  readonly level?: LogLevel;
  /**
   * `json`: one object per line. `visual`: a tree for people. `text`: `key=value` pairs.
   *
   * @default "json"
   */
  readonly format?: LogFormat;
  /**
   * @default "stdout"
   */
  readonly output?: "stdout" | "stderr";
  /** Takes the place of `output`, for example `await rollingFile({ path: "logs/app.log" })`. */
  readonly destination?: LogDestination;
  /**
   * Ids that each line gets, asked for at each line.
   *
   * @default the correlation id of the running scope
   */
  readonly context?: LineContext;
  /** Called when lines could not be written; never per line. */
  readonly onProblem?: (problem: { code: "log_write_failed"; message: string }) => void;
}

export interface LogStats {
  readonly lines: number;
  /** Lines that the destination refused: disk full, pipe closed. */
  readonly dropped: number;
}

const statsOf = new WeakMap<object, { lines: number; dropped: number }>();

/** Makes a pino logger that writes fixed keys in a fixed order and never throws into its caller. */
export function createLogger(options: LoggerOptions = {}): Logger {
  const { level = "info", format = "json", output = "stdout", onProblem } = options;
  const context = options.context ?? (() => ({ correlation_id: correlationId() }));
  const target = options.destination ?? standardStream(output);
  const stats = { lines: 0, dropped: 0 };
  const failed = (error: unknown) => {
    stats.dropped++;
    if (stats.dropped > 1) return;
    const reason = error instanceof Error ? error.message : String(error);
    try {
      onProblem?.({ code: "log_write_failed", message: `log lines are being lost: ${reason}` });
    } catch {
      // A callback of the caller's must not break the caller's logging.
    }
  };
  target.on?.("error", failed);

  const render = formats[format];
  const stream: DestinationStream & { flushSync(): void } = {
    write(line) {
      stats.lines++;
      try {
        target.write(render(line));
      } catch (error) {
        failed(error);
      }
    },
    flushSync: () => target.flushSync?.(),
  };
  const logger = pino(
    {
      level,
      base: null,
      messageKey: "message",
      errorKey: "error",
      timestamp: false,
      serializers: { error: pino.stdSerializers.err },
    },
    stream,
  );
  const { child } = logger;
  Reflect.set(logger, "child", function (this: Logger, bindings: Bindings, ...rest: unknown[]) {
    for (const key of reserved)
      if (Object.hasOwn(bindings, key)) {
        const { [key]: _, ...others } = bindings;
        bindings = others;
      }
    return Reflect.apply(child, this, [bindings, ...rest]);
  });
  Reflect.set(logger, symbols.asJsonSym, jsonLine(context));
  statsOf.set(stream, stats);
  return logger;
}

/** How many lines a logger made by {@link createLogger}, or a child of it, wrote and lost so far. */
export function logStats(logger: Logger): LogStats {
  const { lines, dropped } = statsOf.get(Reflect.get(logger, symbols.streamSym)) ?? {
    lines: 0,
    dropped: 0,
  };
  return { lines, dropped };
}
