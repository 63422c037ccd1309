import type { Span } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";

/** One way to make spans, with everything that a span of the row has. */
export interface SpanSide {
  readonly name: string;
  /** A span, active while the work runs, ended after it. */
  span(place: number): void;
  /** Spans that were begun, whether they are recorded or not. */
  readonly begun: readonly Span[];
  close(): Promise<void>;
}

export interface SideOptions {
  readonly rate: number;
  /** Given what a side would export. */
  readonly take: (spans: readonly ReadableSpan[]) => void;
  /** Keeps every span that was begun. */
  readonly remembers: boolean;
}

export const attributesOf = (place: number) => ({ "export.type": "watched", "export.page": place });

/** What a program does with a span in between: two more attributes, two events. */
export function describe(span: Span): void {
  span.setAttribute("export.format", "csv");
  span.setAttribute("export.cached", true);
  span.addEvent("page.fetched");
  span.addEvent("page.written", { items: 250 });
}
