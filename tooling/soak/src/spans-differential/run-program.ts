import {
  type Context,
  createTraceState,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanOptions,
  trace,
} from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import { eventAttributes, fresh, linkAttributes, scribble, scribbleList } from "./given.ts";
import { Identities } from "./identities.ts";
import { normalized, type Outcome } from "./normalized.ts";
import type {
  ActiveStep,
  CallStep,
  LinkSpec,
  Parent,
  Program,
  Remote,
  StartOptions,
  Step,
} from "./program.ts";
import type { Side } from "./side.ts";

/** Runs a program on one side and says what came of it. */
export async function runProgram(program: Program, side: Side): Promise<Outcome> {
  const run = new Run(program, side);
  try {
    run.steps(program.steps);
    if (program.endsAll) run.endAll();
  } finally {
    run.exported = await side.finish();
  }
  return run.outcome();
}

class Run {
  exported: Awaited<ReturnType<Side["finish"]>> = [];
  readonly #program: Program;
  readonly #side: Side;
  readonly #identities = new Identities();
  readonly #spans: Span[] = [];
  readonly #seen: unknown[] = [];

  constructor(program: Program, side: Side) {
    this.#program = program;
    this.#side = side;
    this.#identities.addRemote({ traceId: "0".repeat(32), spanId: "0".repeat(16) });
  }

  outcome(): Outcome {
    const { attributeValueLength } = this.#program.limits;
    return {
      seen: this.#seen,
      ...normalized(this.exported, this.#identities, attributeValueLength),
    };
  }

  steps(steps: readonly Step[]): void {
    for (const step of steps) this.#step(step);
  }

  endAll(): void {
    for (const span of this.#spans) if (span.isRecording()) span.end();
  }

  #step(step: Step): void {
    if (step.does === "call") this.#call(step);
    else if (step.does === "startActive") this.#startActive(step);
    else if (step.does === "with")
      this.#side.with(this.#context(step.parent), () => this.steps(step.body));
    else {
      const options = this.#options(step.options);
      const { tracer } = this.#side;
      this.#started(
        step.parent.from === "active"
          ? tracer.startSpan(step.name, options)
          : tracer.startSpan(step.name, options, this.#context(step.parent)),
      );
      scribbleOptions(options);
    }
    this.#seeActive();
  }

  #startActive(step: ActiveStep): void {
    const { form, name, parent, body, outcome } = step;
    const { tracer } = this.#side;
    const failure = new Error("thrown inside");
    const options = this.#options(step.options) ?? {};
    const fn = (span: Span) => {
      this.#started(span);
      if (form !== "function") scribbleOptions(options);
      this.#seeActive();
      this.steps(body);
      if (outcome === "throws") throw failure;
      if (outcome === "ends") span.end();
      return "what the function gave";
    };
    const context = this.#context(parent);
    try {
      this.#seen.push(
        form === "context"
          ? tracer.startActiveSpan(name, options, context, fn)
          : this.#side.with(context, () =>
              form === "options"
                ? tracer.startActiveSpan(name, options, fn)
                : tracer.startActiveSpan(name, fn),
            ),
      );
    } catch (error) {
      if (error !== failure) throw error;
      this.#seen.push("its own error");
    }
  }

  #call(step: CallStep): void {
    const span = this.#spanAt(step.span);
    const given = this.#arguments(step);
    const method = span[step.method] as (...args: unknown[]) => unknown;
    const result = method.apply(span, given);
    this.#seen.push(result === span ? "the span" : result);
    for (const value of given) scribbleGiven(step.method, value);
  }

  #arguments({ method, arguments: given }: CallStep): unknown[] {
    const { limits } = this.#program;
    if (method === "addLink") return [this.#link(given[0] as LinkSpec)];
    if (method === "addLinks")
      return [(given[0] as readonly LinkSpec[]).map((each) => this.#link(each))];
    if (method === "addEvent")
      return given.map((value, place) => (place === 1 ? eventAttributes(value, limits) : value));
    // What was thrown is the same value for everybody.
    return method === "recordException" ? [...given] : given.map(fresh);
  }

  #options(options: StartOptions | undefined): SpanOptions | undefined {
    if (!options) return undefined;
    return {
      ...options,
      ...("attributes" in options && { attributes: fresh(options.attributes) }),
      ...(options.links && { links: options.links.map((each) => this.#link(each)) }),
    } as SpanOptions;
  }

  #link({ to, attributes }: LinkSpec): Link {
    const context =
      typeof to === "number" ? this.#spanAt(to).spanContext() : this.#remoteContext(to);
    return { context, attributes: linkAttributes(attributes, this.#program.limits) } as Link;
  }

  #context(parent: Parent): Context {
    switch (parent.from) {
      case "active":
        return this.#side.active();
      case "nothing":
        return ROOT_CONTEXT;
      case "suppressed":
        return suppressTracing(this.#side.active());
      case "span":
        return this.#spans.length === 0
          ? ROOT_CONTEXT
          : trace.setSpan(this.#side.active(), this.#spanAt(parent.span));
      case "remote":
        return trace.setSpanContext(ROOT_CONTEXT, this.#remoteContext(parent.remote));
    }
  }

  #remoteContext({ traceState, isRemote, ...ids }: Remote): SpanContext {
    this.#identities.addRemote(ids);
    return {
      ...ids,
      ...(isRemote !== undefined && { isRemote }),
      ...(traceState !== undefined && { traceState: createTraceState(traceState) }),
    };
  }

  /** Before the first span there is one that stands for none. */
  #spanAt(place: number): Span {
    const [span] = this.#spans.slice(place % Math.max(1, this.#spans.length));
    return span ?? trace.wrapSpanContext({ traceId: "", spanId: "", traceFlags: 0 });
  }

  #started(span: Span): void {
    this.#spans.push(span);
    this.#seen.push(this.#identities.addSpan(span.spanContext()), span.isRecording());
  }

  #seeActive(): void {
    const active = trace.getSpanContext(this.#side.active());
    this.#seen.push(active ? this.#identities.shown(active) : "nothing active");
  }
}

function scribbleOptions(options: SpanOptions | undefined): void {
  scribble(options?.attributes);
  for (const link of options?.links ?? []) scribble(link.attributes);
  if (options?.links) options.links.length = 0;
}

function scribbleGiven(method: CallStep["method"], value: unknown): void {
  if (method === "recordException") return;
  if (method === "setAttribute") scribbleList(value);
  else if (method === "addLink") scribble((value as Link).attributes);
  else if (method === "addLinks") for (const link of value as Link[]) scribble(link.attributes);
  else scribble(value);
}
