import { isSpanContextValid, type SpanContext } from "@opentelemetry/api";
import type { Remote } from "./program.ts";

/** Tells spans and traces by their places in the program: random ids differ on each side. */
export class Identities {
  readonly #names = new Map<string, string>();
  #spans = 0;

  /** Ids from elsewhere are themselves. */
  addRemote({ traceId, spanId }: Pick<Remote, "traceId" | "spanId">): void {
    this.#names.set(traceId, traceId).set(spanId, spanId);
  }

  /** Names the ids of a span that was just started, and shows their form. */
  addSpan(context: SpanContext): object {
    const place = this.#spans++;
    for (const [id, kind] of [
      [context.traceId, "trace"],
      [context.spanId, "span"],
    ] as const)
      if (!this.#names.has(id)) this.#names.set(id, `${kind} ${place}`);
    return {
      ...this.shown(context),
      isValid: isSpanContextValid(context),
      isHex: /^[0-9a-f]{32}$/.test(context.traceId) && /^[0-9a-f]{16}$/.test(context.spanId),
    };
  }

  /** Of the flags only whether it is sampled: the others are passed on or not. */
  shown(context: SpanContext): object {
    return {
      trace: this.#names.get(context.traceId) ?? `unknown ${context.traceId}`,
      span: this.#names.get(context.spanId) ?? `unknown ${context.spanId}`,
      isSampled: (context.traceFlags & 1) === 1,
      isRemote: context.isRemote === true,
      traceState: context.traceState?.serialize() ?? "",
    };
  }
}
