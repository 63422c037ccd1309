import { writeSync } from "node:fs";
import { type LoggerOptions as PinoOptions, pino } from "pino";
import { installBindings } from "./bindings.ts";
import { Burst, type BurstOptions } from "./burst.ts";
import { ContextText, type LineContext } from "./context-text.ts";
import { correlationId } from "./correlation.ts";
import type { LogDestination } from "./destination.ts";
import type { ServiceNames } from "./formats/ecs.ts";
import type { LogFormat } from "./formats/line-format.ts";
import { installLevels } from "./levels.ts";
import { type LogLevel, levelNumber } from "./log-level.ts";
import type { Logger } from "./logger.ts";
import { type LogOutput, type LogProblem, Output } from "./output.ts";
import { RecentLines } from "./recent-lines.ts";
import { Recorder } from "./recorder.ts";
import { type RedactOptions, Redactor } from "./redactor.ts";

/** What is logged, how it looks and where it goes. */
export interface LoggerOptions {
  /**
   * Lines below this level are not written.
   *
   * @default "info"
   */
  readonly level?: LogLevel;
  /**
   * `json`: one object per line. `visual`: a tree for people. `text`: `key=value` pairs. `ecs`:
   * JSON by the Elastic Common Schema.
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
  /** Several places at once, each with a format and level of its own. Takes the place of both. */
  readonly outputs?: readonly LogOutput[];
  /**
   * Ids that each line gets, asked for at each line.
   *
   * @default the correlation id of the running scope
   */
  readonly context?: LineContext;
  /**
   * What is kept out of lines: values of secret keys, and texts that look like secrets or personal
   * data. False writes everything as it is.
   *
   * @default {}
   */
  readonly redact?: RedactOptions | false;
  /**
   * Holds back what is repeated too often.
   *
   * @default nothing is held back
   */
  readonly burst?: BurstOptions;
  /**
   * How many of the last lines are remembered for `recent()`; at most 4 million characters.
   *
   * @default 0
   */
  readonly recentLines?: number;
  /** Written to each line of the format `ecs`. */
  readonly service?: ServiceNames;
  /**
   * Called when lines begin to be lost, and when they are written again; never per line.
   *
   * @default one line on standard error
   */
  readonly onProblem?: (problem: LogProblem) => void;
}

/**
 * Makes a pino logger that writes fixed keys in a fixed order, keeps secrets out of every line, and
 * never throws into its caller.
 *
 * @throws {TypeError} A format, output or kind of redaction that there is not.
 * @throws {RangeError} A level that there is not, or `burst` has a number below 1.
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  const { level = "info", format = "json", output, destination, service = {} } = options;
  const { recentLines = 0, burst } = options;
  levelNumber(level);
  const report = guarded(options.onProblem ?? toStandardError);
  const outputs = (options.outputs ?? [{ to: destination ?? output ?? "stdout" }]).map(
    (each) => new Output({ format, ...each }, service, report),
  );
  const redactor = new Redactor(options.redact ?? {});
  const context = new ContextText(
    options.context ?? (() => ({ correlation_id: correlationId() })),
    redactor,
  );
  const recent = recentLines > 0 ? new RecentLines(recentLines) : undefined;
  const recorder = new Recorder({ outputs, redactor, context, recent });
  if (burst) recorder.burst = new Burst(burst, (repetition) => recorder.repeated(repetition));

  const pinoOptions: PinoOptions = {
    level,
    base: null,
    messageKey: "message",
    errorKey: "error",
    timestamp: false,
    hooks: {
      logMethod(args, _, value) {
        recorder.record(this, args, value);
      },
    },
  };
  // Nothing is written through pino's stream: its hook gets every call. A fatal line flushes it.
  const stream = {
    write() {},
    flushSync: () => recorder.flushOutputs(),
    flush(done?: () => void) {
      recorder.flush();
      done?.();
    },
  };
  const logger = pino(pinoOptions, stream);
  installBindings(logger, redactor);
  const levels = installLevels(logger);

  const close = async () => {
    levels.close();
    recorder.close();
  };
  const additions: Omit<Logger, keyof typeof logger> = {
    setLevel: levels.setLevel,
    stats: () => recorder.stats(),
    recent: (query = {}) => recent?.find(query) ?? [],
    reopen: () => recorder.reopen(),
    close,
    [Symbol.asyncDispose]: close,
  };
  // Children get these by their prototype, which the types of pino can't say.
  return Object.assign(logger, additions) as unknown as Logger;
}

/** A callback of the caller's must not break the caller's logging. */
function guarded(report: (problem: LogProblem) => void): (problem: LogProblem) => void {
  return (problem) => {
    try {
      report(problem);
    } catch {
      // There is nowhere left to say so: the log is what failed.
    }
  };
}

function toStandardError({ message }: LogProblem): void {
  writeSync(2, `ettl: ${message}\n`);
}
