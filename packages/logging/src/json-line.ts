import { type Logger, symbols } from "pino";
import { boundText } from "./bindings.ts";
import type { ContextText } from "./context-text.ts";
import { fieldText } from "./field-text.ts";
import { timestamp } from "./json-text.ts";
import type { LogCall } from "./log-call.ts";
import type { Redactor } from "./redactor.ts";

interface Formatters {
  readonly log?: (fields: LogCall["fields"]) => unknown;
}

// Fields beyond these are left out, and the line says how many there were.
const maxLength = 1024 * 1024;
const maxFields = 1000;

/**
 * One record as one JSON line: `timestamp`, `level`, `message`, the context's ids, the child's
 * bindings, the fields of the call. A field takes the place of a binding; both give way to the ids.
 */
export function jsonLine(
  logger: Logger,
  { fields, message = "" }: LogCall,
  level: string,
  context: ContextText,
  redactor: Redactor,
): string {
  const ids = context.current();
  const shown = formatted(logger, fields);
  const names = Object.keys(shown);
  const written: string[] = [];
  let own = "";
  let seen = 0;
  for (const name of names) {
    if (own.length > maxLength || seen === maxFields) {
      own += `,"fields.omitted":${names.length - seen}`;
      break;
    }
    seen++;
    if (ids.names.includes(name)) continue;
    const text = fieldText(logger, redactor, shown, name);
    if (text === undefined) continue;
    own += text;
    written.push(name);
  }
  const prefixed = logger.msgPrefix === undefined ? message : logger.msgPrefix + message;
  const bound = boundText(logger, (key) => ids.names.includes(key) || written.includes(key));
  return `{"timestamp":"${timestamp()}","level":${redactor.text(level)},"message":${redactor.text(prefixed)}${ids.text}${bound}${own}}\n`;
}

/** What the `formatters.log` of a child, if it has one, makes of the fields. */
function formatted(logger: Logger, fields: LogCall["fields"]): LogCall["fields"] {
  const { log } = (logger as unknown as Record<symbol, Formatters>)[symbols.formattersSym] ?? {};
  if (log === undefined) return fields;
  try {
    return Object(log(fields));
  } catch {
    return { fields: "[could not be read]" };
  }
}
