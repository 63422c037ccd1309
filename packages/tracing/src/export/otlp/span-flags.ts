import type { SpanContext } from "@opentelemetry/api";

const hasIsRemote = 0x100;
const isRemote = 0x200;

/**
 * The `flags` of a span or a link: the W3C ones of `context`, and whether `remote`, the span's parent
 * or what the link leads to, is of another process.
 *
 * https://github.com/open-telemetry/opentelemetry-proto/blob/v1.7.0/opentelemetry/proto/trace/v1/trace.proto
 */
export function spanFlags(context: SpanContext, remote: SpanContext | undefined): number {
  return (context.traceFlags & 0xff) | hasIsRemote | (remote?.isRemote ? isRemote : 0);
}
