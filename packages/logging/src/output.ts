import { isatty } from "node:tty";
import { type LogDestination, standardStream } from "./destination.ts";
import type { ServiceNames } from "./formats/ecs.ts";
import { type LineFormat, type LogFormat, lineFormat } from "./formats/line-format.ts";
import { type LogLevel, levelNumber } from "./log-level.ts";

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

/** What went wrong with an output, or is well again. */
export interface LogProblem {
  readonly code: "log_write_failed" | "log_write_resumed" | "log_output_failed";
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
  #failureTold = false;

  constructor(
    { to = "stdout", format = "json", level, colors }: LogOutput,
    service: ServiceNames,
    report: (problem: LogProblem) => void,
  ) {
    this.#target = typeof to === "string" ? standardStream(to) : to;
    this.#name = this.#target.name ?? "a destination";
    this.#format = lineFormat(format, {
      service,
      colors: colors ?? (typeof to === "string" && showsColors(to)),
    });
    this.#lowest = level === undefined ? 0 : levelNumber(level);
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
    this.#attempt(() => this.#target.reopen?.());
  }

  flush(): void {
    this.#attempt(() => this.#target.flushSync?.());
  }

  close(): void {
    this.#attempt(() => this.#target.close?.());
  }

  /** No line is lost by what fails here; if lines are, their own writes say so. */
  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (this.#failureTold) return;
      this.#failureTold = true;
      this.#report({
        code: "log_output_failed",
        message: `${this.#name} could not be reopened, flushed or closed: ${reasonOf(error)}`,
      });
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
    this.#report({
      code: "log_write_failed",
      message: `log lines to ${this.#name} are being lost: ${reasonOf(error)}`,
    });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function showsColors(to: "stdout" | "stderr"): boolean {
  // Asked first, for a pipe must not be touched: Node would make it wait for its reader otherwise.
  // In a worker thread the stream is no terminal, though the descriptor is one.
  return isatty(to === "stdout" ? 1 : 2) && process[to].isTTY && process[to].hasColors();
}
