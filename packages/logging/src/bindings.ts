import { type Bindings, type ChildLoggerOptions, type Logger, symbols } from "pino";
import { fieldText } from "./field-text.ts";
import type { Redactor } from "./redactor.ts";

/** What a child adds to each line: `,"key":value` by key, and all of them as one text. */
interface Bound {
  readonly texts: ReadonlyMap<string, string>;
  readonly all: string;
  /** Bindings beyond the limits: each line would carry them. */
  readonly omitted: number;
}

const maxBindings = 1000;
const maxLength = 1024 * 1024;
const omittedKey = "bindings.omitted";
const boundSymbol = Symbol("ettl.bound");
const nothing: Bound = { texts: new Map(), all: "", omitted: 0 };

/** The bindings of a logger as JSON, without those that the line itself has again. */
export function boundText(logger: Logger, isTaken: (key: string) => boolean): string {
  const { texts, all } = boundOf(logger);
  if (all === "") return "";
  for (const key of texts.keys())
    if (isTaken(key)) {
      let text = "";
      for (const [name, each] of texts) if (!isTaken(name)) text += each;
      return text;
    }
  return all;
}

/** Gives a logger bindings that are redacted once, when they are bound, in place of pino's own. */
export function installBindings(logger: Logger, redactor: Redactor): void {
  const pinoChild = logger.child;
  const bind = (to: Logger, from: Logger, bindings: unknown) => {
    const bound = withBindings(to, boundOf(from), bindings, redactor);
    Reflect.set(to, boundSymbol, bound);
    Reflect.set(to, symbols.chindingsSym, bound.all);
  };
  Reflect.set(
    logger,
    "child",
    function (this: Logger, bindings: Bindings, options?: ChildLoggerOptions) {
      const child = Reflect.apply(pinoChild, this, options ? [{}, options] : [{}]) as Logger;
      bind(child, this, formatted(bindings, options));
      return child;
    },
  );
  Reflect.set(logger, "setBindings", function (this: Logger, bindings: Bindings) {
    bind(this, this, bindings);
  });
}

function boundOf(logger: Logger): Bound {
  return Reflect.get(logger, boundSymbol) ?? nothing;
}

function withBindings(logger: Logger, before: Bound, bindings: unknown, redactor: Redactor): Bound {
  const texts = new Map(before.texts);
  let { omitted } = before;
  let length = before.all.length;
  const add = (key: string, text: string) => {
    length += text.length - (texts.get(key)?.length ?? 0);
    texts.set(key, text);
  };
  try {
    const named = isRecord(bindings) ? bindings : { bindings };
    for (const key of Object.keys(named)) {
      if (length > maxLength || (texts.size >= maxBindings && !texts.has(key))) {
        omitted++;
        continue;
      }
      const text = fieldText(logger, redactor, named, key);
      if (text !== undefined) add(key, text);
    }
  } catch {
    add("bindings", ',"bindings":"[could not be read]"');
  }
  if (omitted > before.omitted) add(omittedKey, `,"${omittedKey}":${omitted}`);
  return { texts, all: [...texts.values()].join(""), omitted };
}

function formatted(bindings: Bindings, options: ChildLoggerOptions | undefined): unknown {
  try {
    return options?.formatters?.bindings?.(bindings) ?? bindings;
  } catch {
    return { bindings: "[could not be read]" };
  }
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
