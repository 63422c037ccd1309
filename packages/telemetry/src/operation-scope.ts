import { correlationId, type Logger, withCorrelationId } from "@ettl/logging";
import type { Tracing } from "@ettl/tracing";
import type { Span, SpanOptions } from "@opentelemetry/api";

/** What the function of an operation gets. */
export interface OperationContext {
  /** The operation's span, for attributes and events of its own. */
  readonly span: Span;
  /** A logger whose lines carry the operation's fields. */
  readonly logger: Logger;
  /** Aborts when the program stops. Pass it on to whatever takes long. */
  readonly signal: AbortSignal;
  /**
   * Tells what the operation did: attributes `operation.items` and so on of its span, and fields
   * `items` and so on of the line that it ends with. A later figure replaces an earlier one.
   */
  readonly report: (figures: OperationFigures) => void;
}

/** What an operation did, in numbers. */
export interface OperationFigures {
  /** Things that it dealt with. */
  readonly items?: number;
  /** Bytes that it read or wrote. */
  readonly bytes?: number;
  /** Attempts after the first ones. */
  readonly retries?: number;
}

export interface Outcome {
  readonly durationSeconds: number;
  /** `cancelled`: it failed after the program was told to stop. */
  readonly status: "success" | "error" | "cancelled";
  readonly error?: unknown;
  /** What the operation told of itself, if anything. */
  readonly figures: OperationFigures;
}

/** What is recorded of one operation, and how. */
export interface Observation<T> {
  readonly spanName: string;
  readonly spanOptions: SpanOptions;
  /** Fields of every line that the operation's logger writes. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Called before the work, with its ids in place. */
  readonly began?: (context: OperationContext) => void;
  /** Called after the work, still with its ids in place. */
  readonly ended: (outcome: Outcome, context: OperationContext, value: T | undefined) => void;
}

/** Knows which operations run, so that a stop can cancel and await them. */
export interface OperationScope {
  /** Runs `fn` with a correlation id and a span. Returns its value, rethrows its error. */
  run<T>(
    observation: Observation<T>,
    fn: (context: OperationContext) => T | Promise<T>,
  ): Promise<T>;
  /** Aborts the signal of all that run, now and later. */
  cancel(): void;
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>;
}

interface Stop {
  /** Set once the program was told to stop. */
  reason: Error | undefined;
  /** Of the operations that asked for their signal. */
  readonly controllers: Set<AbortController>;
}

const noFigures: OperationFigures = {};

/**
 * The context of one operation. Its signal is its own, so that listeners go with the operation,
 * and made when asked for, for most never ask; so is what it reports with. (A class: an accessor in an object literal costs a
 * tenth of the whole operation.)
 */
class RunningOperation implements OperationContext {
  readonly span: Span;
  readonly logger: Logger;
  readonly #stop: Stop;
  #controller: AbortController | undefined;
  figures: OperationFigures = noFigures;

  constructor(span: Span, logger: Logger, stop: Stop) {
    this.span = span;
    this.logger = logger;
    this.#stop = stop;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      this.#stop.controllers.add(this.#controller);
      if (this.#stop.reason) this.#controller.abort(this.#stop.reason);
    }
    return this.#controller.signal;
  }

  get report() {
    return (reported: OperationFigures) => {
      const given = Object.entries(reported).filter(([, value]) => value !== undefined);
      this.figures = { ...this.figures, ...Object.fromEntries(given) };
      for (const [name, value] of given) this.span.setAttribute(`operation.${name}`, value);
    };
  }

  release(): void {
    if (this.#controller) this.#stop.controllers.delete(this.#controller);
  }
}

export function createOperationScope(tracing: Tracing, logger: Logger): OperationScope {
  const stop: Stop = { reason: undefined, controllers: new Set() };
  let running = 0;
  let wake = () => {};
  // Observing never breaks the observed: what goes wrong in here stays here.
  const safely = (observe: () => void) => {
    try {
      observe();
    } catch (error) {
      logger.error({ error }, "an operation could not be recorded");
    }
  };

  return {
    run<T>(
      { spanName, spanOptions, fields, began, ended }: Observation<T>,
      fn: (context: OperationContext) => T | Promise<T>,
    ) {
      const start = performance.now();
      return withCorrelationId(correlationId(), () =>
        tracing.withSpan(spanName, spanOptions, async (span) => {
          running++;
          const context = new RunningOperation(span, logger.child(fields), stop);
          const end = (status: Outcome["status"], value?: T, error?: unknown) =>
            safely(() => {
              const durationSeconds = (performance.now() - start) / 1000;
              const { figures } = context;
              ended({ status, durationSeconds, error, figures }, context, value);
            });
          safely(() => began?.(context));
          try {
            const value = await fn(context);
            end("success", value);
            return value;
          } catch (error) {
            end(stop.reason ? "cancelled" : "error", undefined, error);
            throw error;
          } finally {
            context.release();
            running--;
            if (running === 0) wake();
          }
        }),
      );
    },
    cancel() {
      stop.reason = new Error("the program is stopping");
      for (const controller of stop.controllers) controller.abort(stop.reason);
    },
    async idle() {
      while (running > 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      // The spans of the last ones end after their work, within this turn.
      await new Promise(setImmediate);
    },
  };
}
