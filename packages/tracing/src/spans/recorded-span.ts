import {
  type Attributes,
  type AttributeValue,
  diag,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from "@opentelemetry/api";
import type { InstrumentationScope } from "@opentelemetry/core";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableSpan, TimedEvent } from "@opentelemetry/sdk-trace-base";
import { keptAttributes, keptValue, refused, setOwn } from "./attributes.ts";
import { exceptionAttributes } from "./exception.ts";
import { hrDuration, hrTimeOf, type Instant, instantOf, isTimeInput } from "./span-clock.ts";
import type { SpanLimits } from "./span-limits.ts";

/** What all spans of one tracer have in common. */
export interface SpanOrigin {
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  readonly limits: Required<SpanLimits>;
  /** Called once with each span that ended. */
  readonly ended: (span: RecordedSpan) => void;
}

export interface SpanBeginning {
  readonly name: string;
  readonly kind: SpanKind;
  readonly context: SpanContext;
  readonly parent: SpanContext | undefined;
  /** What to add to the steady clock's reading; of the parent, where that is ours. */
  readonly clockOffset: number;
  /** The steady clock's reading. */
  readonly steady: number;
  /** Where the caller has given one. */
  readonly startTime: TimeInput | undefined;
}

type EventRecord = Omit<TimedEvent, "time"> & { readonly at: Instant };

// Nobody changes them, so spans without any share them.
const none: readonly never[] = [];
const unset: SpanStatus = { code: SpanStatusCode.UNSET };

/**
 * A span that is recorded: OpenTelemetry's `Span` while it lasts, the SDK's `ReadableSpan` for
 * exporters. Times are kept as numbers and become pairs when they are read.
 */
export class RecordedSpan implements Span, ReadableSpan {
  name: string;
  readonly kind: SpanKind;
  readonly parentSpanContext?: SpanContext;
  readonly attributes: Attributes = {};
  status: SpanStatus = unset;
  droppedAttributesCount = 0;
  droppedEventsCount = 0;
  droppedLinksCount = 0;
  readonly clockOffset: number;
  readonly #origin: SpanOrigin;
  readonly #context: SpanContext;
  readonly #start: Instant;
  #end: Instant | undefined;
  #attributeCount = 0;
  #events: EventRecord[] | undefined;
  #links: Link[] | undefined;

  constructor(origin: SpanOrigin, beginning: SpanBeginning) {
    const { name, kind, context, parent, clockOffset, steady, startTime } = beginning;
    this.name = name;
    this.kind = kind;
    if (parent) this.parentSpanContext = parent;
    this.clockOffset = clockOffset;
    this.#origin = origin;
    this.#context = context;
    this.#start = instantOf(startTime, clockOffset) ?? steady + clockOffset;
  }

  get resource(): Resource {
    return this.#origin.resource;
  }

  get instrumentationScope(): InstrumentationScope {
    return this.#origin.scope;
  }

  get startTime(): HrTime {
    return hrTimeOf(this.#start);
  }

  get endTime(): HrTime {
    return this.#end === undefined ? [0, 0] : hrTimeOf(this.#end);
  }

  get duration(): HrTime {
    return this.#end === undefined ? [-1, -1] : hrDuration(this.startTime, this.endTime);
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  get events(): TimedEvent[] {
    // Named one by one: to leave one of them out by a rest costs half of a span's export.
    return (this.#events ?? none).map(
      ({ name, attributes, at, droppedAttributesCount }) =>
        ({ name, attributes, time: hrTimeOf(at), droppedAttributesCount }) as TimedEvent,
    );
  }

  get links(): Link[] {
    return this.#links ?? (none as readonly Link[] as Link[]);
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  isRecording(): boolean {
    return this.#end === undefined;
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (value === undefined || value === null || typeof key !== "string" || key === "") return this;
    if (this.#isOver()) return this;
    const { limits } = this.#origin;
    const kept = keptValue(value, limits.attributeValueLength);
    if (kept === undefined) {
      refused(key);
      return this;
    }
    const { attributes } = this;
    if (attributes[key] === undefined || !Object.hasOwn(attributes, key)) {
      if (this.#attributeCount >= limits.attributeCount) {
        this.droppedAttributesCount++;
        return this;
      }
      this.#attributeCount++;
    }
    setOwn(attributes, key, kept);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const key in attributes)
      if (Object.hasOwn(attributes, key)) this.setAttribute(key, attributes[key] as AttributeValue);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.#isOver()) return this;
    const { eventCount, attributesPerEvent, attributeValueLength } = this.#origin.limits;
    if (eventCount === 0) {
      this.droppedEventsCount++;
      return this;
    }
    let attributes = attributesOrTime as Attributes | undefined;
    let when = time;
    if (isTimeInput(attributesOrTime)) {
      attributes = undefined;
      if (!isTimeInput(when)) when = attributesOrTime;
    }
    const { kept, dropped } = keptAttributes(attributes, attributesPerEvent, attributeValueLength);
    this.#events ??= [];
    if (this.#events.length >= eventCount) {
      this.#events.shift();
      this.droppedEventsCount++;
    }
    const at = instantOf(when, this.clockOffset) ?? this.#now();
    this.#events.push({ name, attributes: kept, at, droppedAttributesCount: dropped });
    return this;
  }

  addLink(link: Link): this {
    if (this.#isOver() || !link?.context) return this;
    const { linkCount, attributesPerLink, attributeValueLength } = this.#origin.limits;
    if (linkCount === 0) {
      this.droppedLinksCount++;
      return this;
    }
    const { kept, count, dropped } = keptAttributes(
      link.attributes,
      attributesPerLink,
      attributeValueLength,
    );
    this.#links ??= [];
    if (this.#links.length >= linkCount) {
      this.#links.shift();
      this.droppedLinksCount++;
    }
    this.#links.push({
      context: link.context,
      ...(count > 0 && { attributes: kept }),
      ...(dropped > 0 && { droppedAttributesCount: dropped }),
    });
    return this;
  }

  addLinks(links: readonly Link[]): this {
    if (Array.isArray(links)) for (const link of links) this.addLink(link);
    return this;
  }

  /** An error can become ok, and nothing takes an ok back: so says the specification. */
  setStatus(status: SpanStatus): this {
    const { code, message } = status ?? {};
    if (code === undefined) return this;
    if (code === SpanStatusCode.UNSET || this.status.code === SpanStatusCode.OK) return this;
    if (this.#isOver()) return this;
    const hasMessage = code === SpanStatusCode.ERROR && typeof message === "string";
    this.status = hasMessage ? { code, message } : { code };
    return this;
  }

  updateName(name: string): this {
    if (!this.#isOver()) this.name = name;
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const attributes = exceptionAttributes(exception);
    if (attributes) this.addEvent("exception", attributes, time);
    else diag.warn("an exception without type and message is not recorded");
  }

  end(endTime?: TimeInput): void {
    if (this.#isOver()) return;
    const end = instantOf(endTime, this.clockOffset) ?? this.#now();
    this.#end = isBefore(end, this.#start) ? this.#start : end;
    this.#origin.ended(this);
  }

  #now(): Instant {
    return performance.now() + this.clockOffset;
  }

  #isOver(): boolean {
    if (this.#end === undefined) return false;
    diag.warn(`the span "${this.name}" is used after its end`);
    return true;
  }
}

function isBefore(end: Instant, start: Instant): boolean {
  if (typeof end === "number" && typeof start === "number") return end < start;
  return hrDuration(hrTimeOf(start), hrTimeOf(end))[0] < 0;
}
