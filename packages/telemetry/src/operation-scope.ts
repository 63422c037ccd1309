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
}

export interface Outcome {
  readonly durationSeconds: number;
  /** `cancelled`: it failed after the program was told to stop. */
  readonly status: "success" | "error" | "cancelled";
  readonly error?: unknown;
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

export function createOperationScope(tracing: Tracing, logger: Logger): OperationScope {
  // One controller per operation that asks for its signal: listeners go with the operation.
  const controllers = new Set<AbortController>();
  let stopReason: Error | undefined;
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
          let controller: AbortController | undefined;
          const context: OperationContext = {
            span,
            logger: logger.child(fields),
            get signal() {
              if (!controller) {
                controller = new AbortController();
                controllers.add(controller);
                if (stopReason) controller.abort(stopReason);
              }
              return controller.signal;
            },
          };
          const end = (status: Outcome["status"], value?: T, error?: unknown) =>
            safely(() => {
              const durationSeconds = (performance.now() - start) / 1000;
              ended({ status, durationSeconds, error }, context, value);
            });
          safely(() => began?.(context));
          try {
            const value = await fn(context);
            end("success", value);
            return value;
          } catch (error) {
            end(stopReason ? "cancelled" : "error", undefined, error);
            throw error;
          } finally {
            if (controller) controllers.delete(controller);
            running--;
            if (running === 0) wake();
          }
        }),
      );
    },
    cancel() {
      stopReason = new Error("the program is stopping");
      for (const controller of controllers) controller.abort(stopReason);
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
