import { type Context, INVALID_SPAN_CONTEXT, type Span, trace } from "@opentelemetry/api";

/** The key under which the API keeps a context's span; it tells nobody, so we look. */
const spanKey: symbol = keyOfSpan();

/**
 * A context with a span in it. The API's own contexts copy a map and make three functions each;
 * this is one small object over the context below it, and reads the same to everybody.
 */
class SpanContextNode implements Context {
  readonly #span: unknown;
  readonly #below: Context;

  constructor(span: unknown, below: Context) {
    this.#span = span;
    this.#below = below;
  }

  static put(context: Context, span: unknown): Context {
    // What a span is put over is never seen again: nesting makes no chain.
    return new SpanContextNode(span, context instanceof SpanContextNode ? context.#below : context);
  }

  getValue(key: symbol): unknown {
    return key === spanKey ? this.#span : this.#below.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    if (key === spanKey) return new SpanContextNode(value, this.#below);
    return new SpanContextNode(this.#span, this.#below.setValue(key, value));
  }

  deleteValue(key: symbol): Context {
    if (key === spanKey) return this.#below.deleteValue(key);
    return new SpanContextNode(this.#span, this.#below.deleteValue(key));
  }
}

export const contextWithSpan = (context: Context, span: Span): Context =>
  SpanContextNode.put(context, span);

export const spanOf = (context: Context): Span | undefined =>
  context.getValue(spanKey) as Span | undefined;

function keyOfSpan(): symbol {
  let found: symbol | undefined;
  const probe: Context = {
    getValue: () => undefined,
    setValue(key) {
      found = key;
      return probe;
    },
    deleteValue: () => probe,
  };
  trace.setSpanContext(probe, INVALID_SPAN_CONTEXT);
  if (!found) throw new Error("this @opentelemetry/api keeps spans in a way unknown to ettl");
  return found;
}
