import { type Logger, pino } from "pino";
import type { Burst, Repetition } from "./burst.ts";
import type { ContextText } from "./context-text.ts";
import { jsonLine } from "./json-line.ts";
import { type LogCall, readCall } from "./log-call.ts";
import type { LogStats } from "./logger.ts";
import type { Output } from "./output.ts";
import type { RecentLines } from "./recent-lines.ts";
import type { Redactor } from "./redactor.ts";

export interface RecorderParts {
  readonly outputs: readonly Output[];
  readonly redactor: Redactor;
  readonly context: ContextText;
  readonly recent: RecentLines | undefined;
}

/** What stands for the fields, when even reading them failed. */
const unreadable: LogCall["fields"] = { error: "[could not be read]" };

/** Takes every call of a logger and its children, and gives the line to all outputs. */
export class Recorder {
  burst: Burst<Logger> | undefined;
  readonly #parts: RecorderParts;
  readonly #linesByLevel: Record<string, number> = Object.create(null);

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  record(logger: Logger, args: readonly unknown[], level: number): void {
    const { redactor } = this.#parts;
    let call: LogCall;
    try {
      call = readCall(args, (value) => redactor.shown(value));
    } catch {
      const message = args.find((each) => typeof each === "string");
      call = { fields: unreadable, message, template: message ?? "" };
    }
    if (this.burst && !this.burst.admits(call.template, level, logger)) return;
    this.#write(logger, call, level);
  }

  /** Says how often burst protection held a message back. */
  repeated({ message, level, count, seconds, by }: Repetition<Logger>): void {
    const text = `${message} repeated ${count} times in ${seconds} s`;
    this.#write(by, { fields: { repeated: count }, message: text, template: message }, level);
  }

  reopen(): void {
    for (const output of this.#parts.outputs) output.reopen();
  }

  /** Has outputs write what they hold. */
  flushOutputs(): void {
    for (const output of this.#parts.outputs) output.flush();
  }

  /** Writes what burst protection holds back, too. */
  flush(): void {
    this.burst?.flush();
    this.flushOutputs();
  }

  close(): void {
    this.flush();
    for (const output of this.#parts.outputs) output.close();
  }

  stats(): LogStats {
    return {
      lines: Object.values(this.#linesByLevel).reduce((sum, count) => sum + count, 0),
      linesByLevel: { ...this.#linesByLevel },
      dropped: this.#parts.outputs.reduce((sum, { dropped }) => sum + dropped, 0),
      suppressed: this.burst?.held ?? 0,
    };
  }

  #write(logger: Logger, call: LogCall, level: number): void {
    const { outputs, redactor, context, recent } = this.#parts;
    const label = logger.levels.labels[level] ?? pino.levels.labels[level] ?? String(level);
    let line: string;
    try {
      line = jsonLine(logger, call, label, context, redactor);
    } catch {
      line = jsonLine(logger, { ...call, fields: unreadable }, label, context, redactor);
    }
    this.#linesByLevel[label] = (this.#linesByLevel[label] ?? 0) + 1;
    for (const output of outputs) output.write(line, level);
    recent?.add(line, level);
  }
}
