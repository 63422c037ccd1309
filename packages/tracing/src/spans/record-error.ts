import { type Span, SpanStatusCode } from "@opentelemetry/api";
import type { TracingOptions } from "../tracing-options.ts";
import { exceptionType } from "./exception.ts";

/** Marks a span as failed and tells of the error where it is to be told. Never throws. */
export function errorRecorder(options: TracingOptions): (span: Span, error: unknown) => void {
  const { exceptionSignal = "events", onException, redact = (text) => text } = options;
  return (span, error) => {
    try {
      const { name, code, message, stack } = described(error);
      const exception = { name, code, message: redact(message), stack: stack && redact(stack) };
      if (exceptionSignal !== "logs") span.recordException(exception as Error);
      span.setAttribute("error.type", exceptionType(exception as Error) ?? "_OTHER");
      span.setStatus({ code: SpanStatusCode.ERROR, message: exception.message });
      if (exceptionSignal === "events") return;
      const { traceId, spanId } = span.spanContext();
      onException?.({ error, traceId, spanId });
    } catch {
      // An error whose properties throw, or a callback that does: the caller has errors enough.
    }
  };
}

interface Described {
  readonly name: string;
  readonly code?: string | undefined;
  readonly message: string;
  readonly stack?: string | undefined;
}

function described(error: unknown): Described {
  try {
    return describe(error);
  } catch {
    return { name: "Error", message: "an error that throws when it is looked at" };
  }
}

function describe(error: unknown): Described {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message, stack } = error;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return { name, message: String(message), code, stack };
}
