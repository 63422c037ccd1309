import { types } from "node:util";
import { pino } from "pino";
import { isError } from "./error-entries.ts";

/** What a call such as `logger.info({ id }, "done in %d s", 3)` says. */
export interface LogCall {
  readonly fields: Readonly<Record<string, unknown>>;
  /** With its directives filled in; undefined when the call has none. */
  readonly message: string | undefined;
  /** The message as the program has it, before values came in. */
  readonly template: string;
}

const none: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * Reads a call as pino does, and loses nothing that pino would: an error or an object behind the
 * message becomes fields, any other value is appended to the message.
 *
 * @param show Turns a value of the message into text.
 */
export function readCall(args: readonly unknown[], show: (value: unknown) => string): LogCall {
  const [first] = args;
  if (args.length > 1 && args.at(-1) === undefined) return readCall(args.slice(0, -1), show);
  if (typeof first === "string" && args.length === 1)
    return { fields: none, message: first, template: first };
  if (typeof first !== "object" && first !== undefined) return withMessage(none, args, 0, show);
  const fields = first === null || first === undefined ? none : fieldsOf(first);
  if (args.length > 1) return withMessage(fields, args, 1, show);
  if (first === null) return { fields, message: "null", template: "null" };
  return withoutMessage(fields);
}

function fieldsOf(first: object): Readonly<Record<string, unknown>> {
  if (!isPlain(first)) {
    if (isError(first)) return { error: first };
    if (isOneValue(first)) return { fields: first };
  }
  const candidate = first as Readonly<Record<string, unknown>>;
  // As pino: a request or response of node:http is one field with the few things worth telling.
  if (candidate.method && candidate.headers && candidate.socket)
    return pino.stdSerializers.mapHttpRequest(first as never) as never;
  if (typeof candidate.setHeader === "function")
    return pino.stdSerializers.mapHttpResponse(first as never) as never;
  return candidate;
}

/** Whether an object is a value, whose properties say nothing or far too much. */
function isOneValue(value: object): boolean {
  if (Array.isArray(value) || ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value))
    return true;
  if (types.isMap(value) || types.isSet(value) || types.isDate(value)) return true;
  return [URL, URLSearchParams, Headers].some((kind) => value instanceof kind);
}

/** Without a message an error's own is taken, or a field of that name. */
function withoutMessage(fields: Readonly<Record<string, unknown>>): LogCall {
  const { message, error } = fields;
  if (typeof message === "string") {
    const { message: _, ...others } = fields;
    return { fields: others, message, template: message };
  }
  const said = isError(error) ? error.message : undefined;
  return { fields, message: said, template: said ?? "" };
}

function withMessage(
  fields: Readonly<Record<string, unknown>>,
  args: readonly unknown[],
  place: number,
  show: (value: unknown) => string,
): LogCall {
  const template = typeof args[place] === "string" ? args[place] : show(args[place]);
  if (args.length === place + 1) return { fields, message: template, template };
  const rest = args.slice(place + 1);
  let message = filledIn(template, rest, show);
  let all = fields;
  for (const value of rest)
    if (isError(value) && !Object.hasOwn(all, "error")) all = { ...all, error: value };
    else if (isPlain(value)) all = { ...value, ...all };
    else if (value !== undefined) message += ` ${show(value)}`;
  return { fields: all, message, template };
}

const directive = /%([sdifjoOc%])/g;

/** Fills in printf's directives, taking the values that it uses from the front of `values`. */
function filledIn(template: string, values: unknown[], show: (value: unknown) => string): string {
  if (!template.includes("%")) return template;
  return template.replace(directive, (whole, kind: string) => {
    if (kind === "%") return "%";
    if (values.length === 0) return whole;
    const value = values.shift();
    if (kind === "d" || kind === "f")
      return typeof value === "object" ? "NaN" : String(Number(value));
    if (kind === "i") return typeof value === "object" ? "NaN" : String(Math.floor(Number(value)));
    return kind === "c" ? "" : show(value);
  });
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
