import { isatty } from "node:tty";
import { pino } from "pino";
import { type LogDestination, standardStream } from "./destination.ts";
import type { ServiceNames } from "./formats/ecs.ts";
import { type LineFormat, type LogFormat, lineFormat } from "./formats/line-format.ts";

export type LogLevel = "debug" | "info" | "warn" | "error" | "fatal";

/** One place that lines go to, and how they look there. */
export interface LogOutput {
  /**
   * A standard stream, or for example `await rollingFile({ path: "logs/app.log" })`.
   *
   * @default "stdout"
   */
  readonly to?: "stdout" | "stderr" | LogDestination;
  /**
   * @default the logger's
   */
  readonly format?: LogFormat;
  /**
   * Lines below this level are not written here.
   *
   * @default every line that the logger takes
   */
  readonly level?: LogLevel;
  /**
   * Whether the format `visual` has colours.
   *
   * @default whether the stream is a terminal that shows them; `NO_COLOR` says no
   */
  readonly colors?: boolean;
}

export interface LogProblem {
  readonly code: "log_write_failed" | "log_write_resumed";
  readonly message: string;
}

/** Writes lines to one place, and counts those that it did not take. */
export class Output {
  dropped = 0;
  readonly #name: string;
  readonly #target: LogDestination;
  readonly #format: LineFormat;
  readonly #lowest: number;
  readonly #report: (problem: LogProblem) => void;
  /** Lines lost since writing last worked. */
  #lost = 0;

  constructor(
    { to = "stdout", format = "json", level, colors }: LogOutput,
    service: ServiceNames,
    report: (problem: LogProblem) => void,
  ) {
    this.#name = typeof to === "string" ? to : "a destination";
    this.#target = typeof to === "string" ? standardStream(to) : to;
    this.#format = lineFormat(format, {
      service,
      colors: colors ?? (typeof to === "string" && showsColors(to)),
    });
    this.#lowest = level === undefined ? 0 : (pino.levels.values[level] ?? 0);
    this.#report = report;
    this.#target.on?.("error", (error) => this.#failed(error));
  }

  write(json: string, level: number): void {
    if (level < this.#lowest) return;
    try {
      if (this.#lost > 0) this.#resume();
      this.#target.write(this.#format(json));
    } catch (error) {
      this.#failed(error);
    }
  }

  reopen(): void {
    try {
      this.#target.reopen?.();
    } catch (error) {
      this.#failed(error);
    }
  }

  flush(): void {
    try {
      this.#target.flushSync?.();
    } catch (error) {
      this.#failed(error);
    }
  }

  close(): void {
    try {
      this.#target.close?.();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** The first line after a gap tells of it. Throws while nothing can be written. */
  #resume(): void {
    const text = `{"timestamp":"${new Date().toISOString()}","level":"warn","message":"log lines were lost","lines":${this.#lost}}\n`;
    this.#target.write(this.#format(text));
    const lost = this.#lost;
    this.#lost = 0;
    this.#report({
      code: "log_write_resumed",
      message: `log lines are written to ${this.#name} again; ${lost} were lost`,
    });
  }

  #failed(error: unknown): void {
    this.dropped++;
    this.#lost++;
    if (this.#lost > 1) return;
    const reason = error instanceof Error ? error.message : String(error);
    this.#report({
      code: "log_write_failed",
      message: `log lines to ${this.#name} are being lost: ${reason}`,
    });
  }
}

function showsColors(to: "stdout" | "stderr"): boolean {
  // Asked first, for a pipe must not be touched: Node would make it wait for its reader otherwise.
  return isatty(to === "stdout" ? 1 : 2) && process[to].hasColors();
}
