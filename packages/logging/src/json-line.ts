import type { Logger } from "pino";
import { boundText } from "./bindings.ts";
import type { ContextText } from "./context-text.ts";
import { fieldText } from "./field-text.ts";
import { timestamp } from "./json-text.ts";
import type { LogCall } from "./log-call.ts";
import type { Redactor } from "./redactor.ts";

// Fields beyond these are left out, and the line says how many there were.
const maxLength = 1024 * 1024;
const maxFields = 1000;

/**
 * One record as one JSON line: `timestamp`, `level`, `message`, the context's ids, the child's
 * bindings, the fields of the call. No key comes twice; the later ones give way to the ids.
 */
export function jsonLine(
  logger: Logger,
  { fields, message = "" }: LogCall,
  level: string,
  context: ContextText,
  redactor: Redactor,
): string {
  context.refresh();
  const names = Object.keys(fields);
  const written: string[] = [];
  let own = "";
  for (const [index, name] of names.entries()) {
    if (context.has(name)) continue;
    if (own.length > maxLength || index === maxFields) {
      own += `,"fields.omitted":${names.length - index}`;
      break;
    }
    const text = fieldText(logger, redactor, fields, name);
    if (text === undefined) continue;
    own += text;
    written.push(name);
  }
  const prefixed = logger.msgPrefix === undefined ? message : logger.msgPrefix + message;
  const bound = boundText(logger, (key) => context.has(key) || written.includes(key));
  return `{"timestamp":"${timestamp()}","level":"${level}","message":${redactor.text(prefixed)}${context.text}${bound}${own}}\n`;
}
