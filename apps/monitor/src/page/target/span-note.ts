import { shownText } from "../shown-text.ts";
import { counted } from "../status-words.ts";
import type { AttributeValue, Span, SpanEvent } from "./otlp-spans.ts";

/** What explains a span in a few words: its page, its status, how often it was tried, … */
export function noteOf({ name, attributes }: Span): string {
  const text = (key: string) => {
    const value = attributes.get(key);
    return value === undefined || value === "" ? undefined : String(value);
  };
  const status = text("http.response.status_code");
  const path = text("url.template") ?? text("http.route") ?? text("url.path");
  const method = text("http.request.method");
  const error = text("error.type");
  const exit = text("process.exit.code");
  const retries = number(attributes.get("http.request.resend_count"));
  const items = number(attributes.get("operation.items"));
  const parts = [
    // What its name says already is not said twice.
    path !== undefined && !name.includes(path)
      ? [method, path].filter(Boolean).join(" ")
      : undefined,
    numbered("page", attributes.get("export.page")),
    status,
    retries === undefined || retries < 1 ? undefined : `retry ${retries}`,
    error !== undefined && error !== status ? error : undefined,
    items === undefined ? undefined : counted(items, "item"),
    exit === undefined ? undefined : `exit code ${exit}`,
  ];
  return shownText(parts.filter((part) => part !== undefined).join(", "), 160);
}

function number(value: AttributeValue | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function numbered(word: string, value: AttributeValue | undefined): string | undefined {
  return value === undefined ? undefined : `${word} ${value}`;
}

const mostSaid = 5;

/** What a span said of itself: why it failed, its exceptions and other events, shortly. */
export function saidOf({ reason, events }: Span): string[] {
  const said = events.map(eventText);
  const all = reason === undefined ? said : [reason, ...said];
  // An exception says as a rule what is the reason, too.
  const own = all.filter(
    (one, index) => !all.some((two, other) => isWithin(one, index, two, other)),
  );
  const shown = own.slice(0, mostSaid).map((one) => shownText(one, 300));
  return own.length > mostSaid ? [...shown, `and ${own.length - mostSaid} more`] : shown;
}

const isWithin = (one: string, index: number, two: string, other: number) =>
  index !== other && two.includes(one) && (two.length > one.length || other < index);

function eventText({ name, attributes }: SpanEvent): string {
  if (name === "exception") {
    const type = attributes.get("exception.type");
    const message = attributes.get("exception.message");
    return [type, message].filter((part) => part !== undefined && part !== "").join(": ");
  }
  const rest = [...attributes].map(([key, value]) => `${key}=${value}`);
  return [name, ...rest].join(" ");
}
