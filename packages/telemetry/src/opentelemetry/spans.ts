import { milliseconds } from "./milliseconds.ts";
import type { Aliases } from "./variables.ts";

/** How many spans wait, how they are sent, and what each may hold. */
export const spanVariables: Aliases = {
  OTEL_BSP_SCHEDULE_DELAY: { key: "tracing.schedule_delay_seconds", read: milliseconds },
  OTEL_BSP_EXPORT_TIMEOUT: { key: "tracing.export_timeout_seconds", read: milliseconds },
  OTEL_BSP_MAX_QUEUE_SIZE: "tracing.max_queue_size",
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "tracing.max_batch_size",
  // Those for everything first: those for spans win.
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: "tracing.attribute_value_length_limit",
  OTEL_ATTRIBUTE_COUNT_LIMIT: "tracing.attribute_count_limit",
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: "tracing.attribute_value_length_limit",
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: "tracing.attribute_count_limit",
  OTEL_SPAN_EVENT_COUNT_LIMIT: "tracing.event_count_limit",
  OTEL_SPAN_LINK_COUNT_LIMIT: "tracing.link_count_limit",
  OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: "tracing.event_attribute_count_limit",
  OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: "tracing.link_attribute_count_limit",
  OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: { key: "tracing.exception_signal", read: exceptionSignal },
};

/** Both together mean the one that has everything. */
function exceptionSignal(text: string): string {
  const names = text.split(",").map((name) => name.trim());
  for (const name of ["logs/dup", "logs"]) if (names.includes(name)) return name;
  throw new Error("expected logs or logs/dup");
}
