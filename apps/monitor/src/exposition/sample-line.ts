import { type ExpositionError, errorAt, quoted } from "./exposition-error.ts";
import { labelNameEnd, metricNameEnd } from "./name-characters.ts";
import { sampleValue, timestampMs } from "./sample-value.ts";

/** One label of a sample. */
export interface Label {
  readonly name: string;
  readonly value: string;
}

/** One line that carries a value. */
export interface ExpositionSample {
  /** As it is written, with the suffix of a histogram or summary. */
  readonly name: string;
  /** In the order of the line. */
  readonly labels: readonly Label[];
  readonly value: number;
  /** Milliseconds since 1970, where the line has a time. */
  readonly timestampMs?: number;
}

const tab = 9;
const newline = 10;
const blank = 32;
const quote = 34;
const comma = 44;
const equals = 61;
const backslash = 92;
const opening = 123;
const closing = 125;
const noLabels: readonly Label[] = [];

/** Up to so many labels comparing names one by one is faster than a set of them. */
const fewLabels = 32;

/**
 * Reads sample lines at places of a text, by character codes. Names are compared with those of the
 * line before, which mostly has the same, and only a new one becomes a text of its own.
 */
export class SampleLine {
  /** What was read last. */
  name = "";
  readonly #text: string;
  readonly #labelNames: string[] = [];
  /** Those of the line so far, where they are many. */
  #many: Set<string> | undefined;
  #at = 0;
  #labelsStart = 0;
  #labelsEnd = 0;
  /** Characters that the labels take without blanks and with a comma after each. */
  #leastLength = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Where the line after the one read last begins. */
  get next(): number {
    return this.#at;
  }

  /** The labels read last as they are written; undefined where others would write them shorter. */
  get writtenLabels(): string | undefined {
    const length = this.#labelsEnd - this.#labelsStart;
    return length + 1 === this.#leastLength
      ? this.#text.slice(this.#labelsStart, this.#labelsEnd)
      : undefined;
  }

  /** Reads the name of the sample that begins at a place. @throws {ExpositionError} There is none. */
  readName(at: number): string {
    const text = this.#text;
    const { name } = this;
    const sameEnd = at + name.length;
    if (name !== "" && endsName(text.charCodeAt(sameEnd)) && text.startsWith(name, at)) {
      this.#at = sameEnd;
      return name;
    }
    const end = metricNameEnd(text, at);
    if (end === at) throw this.#error(at, "a metric name");
    if (!endsName(text.charCodeAt(end)))
      throw this.#error(end, 'a blank or "{" after the metric name');
    this.name = text.slice(at, end);
    this.#at = end;
    return this.name;
  }

  /** Goes to the end of the line without a look at it. @throws {ExpositionError} It has no end. */
  skip(at: number): void {
    const end = this.#text.indexOf("\n", at);
    if (end === -1) throw errorAt(this.#text, at, "expected a newline at its end");
    this.#at = end + 1;
  }

  /** Reads labels, value and time of the sample whose name was read. @throws {ExpositionError} */
  readRest(): ExpositionSample {
    const text = this.#text;
    let at = this.#afterBlanks(this.#at);
    let labels = noLabels;
    if (text.charCodeAt(at) === opening) {
      labels = this.#readLabels(at + 1);
      at = this.#afterBlanks(this.#at);
    }
    const valueEnd = this.#tokenEnd(at);
    const value = sampleValue(text, at, valueEnd);
    if (value === undefined) throw this.#error(at, "a number", valueEnd);
    const { name } = this;
    if (text.charCodeAt(valueEnd) === newline) {
      this.#at = valueEnd + 1;
      return { name, labels, value };
    }
    this.#endsInNewline(valueEnd);
    at = this.#afterBlanks(valueEnd);
    const end = this.#tokenEnd(at);
    const time = timestampMs(text, at, end);
    if (time === undefined)
      throw this.#error(at, "the end of the line or a time in whole milliseconds");
    if (text.charCodeAt(end) !== newline) {
      this.#endsInNewline(end);
      throw this.#error(end, "the end of the line after the time");
    }
    this.#at = end + 1;
    return { name, labels, value, timestampMs: time };
  }

  /** Reads up to the closing brace, and goes behind it. */
  #readLabels(start: number): readonly Label[] {
    const text = this.#text;
    const labels: Label[] = [];
    this.#labelsStart = start;
    this.#leastLength = 0;
    this.#many = undefined;
    let at = this.#afterBlanks(start);
    while (text.charCodeAt(at) !== closing) {
      const name = this.#readLabelName(at, labels);
      at = this.#afterBlanks(at + name.length);
      if (text.charCodeAt(at) !== equals) throw this.#error(at, 'a label name and "="');
      at = this.#afterBlanks(at + 1);
      if (text.charCodeAt(at) !== quote) throw this.#error(at, 'a label value in "…"');
      labels.push({ name, value: this.#readLabelValue(at + 1) });
      this.#leastLength += name.length + this.#at - at + 2;
      at = this.#afterBlanks(this.#at);
      const code = text.charCodeAt(at);
      if (code === comma) at = this.#afterBlanks(at + 1);
      else if (code !== closing) throw this.#error(at, '"," or "}" after a label value');
    }
    this.#labelsEnd = at;
    this.#at = at + 1;
    return labels;
  }

  #readLabelName(at: number, before: readonly Label[]): string {
    const text = this.#text;
    const last = this.#labelNames[before.length];
    // A name of the line before, after none but names of it: it is good, and differs from them.
    const isLast =
      last !== undefined &&
      text.charCodeAt(at + last.length) === equals &&
      text.startsWith(last, at);
    if (isLast) return last;
    const end = labelNameEnd(text, at);
    if (end === at) throw this.#error(at, 'a label name or "}"');
    const name = text.slice(at, end);
    // What follows is no longer compared with the line before.
    this.#labelNames.length = before.length;
    this.#labelNames.push(name);
    if (name === "__name__") throw errorAt(text, at, 'the label "__name__" is reserved');
    if (this.#isAmong(name, before)) throw errorAt(text, at, `the label "${name}" is there twice`);
    return name;
  }

  /** After one that is not of the line before, no name is: from then on each of them comes here. */
  #isAmong(name: string, before: readonly Label[]): boolean {
    if (before.length < fewLabels) return before.some((label) => label.name === name);
    this.#many ??= new Set(before.map((label) => label.name));
    const { size } = this.#many;
    return this.#many.add(name).size === size;
  }

  /** Reads up to the closing quote, and goes behind it. */
  #readLabelValue(start: number): string {
    const text = this.#text;
    let escapes = false;
    let at = start;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) break;
      if (code === backslash) {
        escapes = true;
        at++;
        if (!isEscape(text.charCodeAt(at)))
          throw this.#error(at - 1, '\\\\, \\" or \\n in a label value', at + 1);
      } else if (code === newline || at >= text.length)
        throw this.#error(start, 'a label value that ends in "', at);
    }
    this.#at = at + 1;
    return escapes ? unescaped(text.slice(start, at)) : text.slice(start, at);
  }

  #afterBlanks(at: number): number {
    const text = this.#text;
    let code = text.charCodeAt(at);
    while (code === blank || code === tab) code = text.charCodeAt(++at);
    return at;
  }

  #tokenEnd(at: number): number {
    const text = this.#text;
    let end = at;
    for (let code = text.charCodeAt(end); end < text.length; code = text.charCodeAt(++end))
      if (code === blank || code === newline || code === tab) break;
    return end;
  }

  #endsInNewline(at: number): void {
    if (at >= this.#text.length) throw errorAt(this.#text, at, "expected a newline at its end");
  }

  #error(at: number, expected: string, end?: number): ExpositionError {
    const text = this.#text;
    const lineEnd = text.indexOf("\n", at);
    const found = text.slice(at, end ?? (lineEnd === -1 ? text.length : lineEnd));
    const what = found === "" ? "the end of the line" : quoted(found);
    return errorAt(text, at, `expected ${expected}, found ${what}`);
  }
}

function endsName(code: number): boolean {
  return code === opening || code === blank || code === tab;
}

function isEscape(code: number): boolean {
  return code === backslash || code === quote || code === 110;
}

/** A text without its escapes, which are `\\`, `\"` and `\n`. */
export function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character));
}
