import { errorAt } from "./exposition-error.ts";
import { metricNameEnd } from "./name-characters.ts";
import { type ExpositionSample, SampleLine } from "./sample-line.ts";
import { textOf } from "./text-of.ts";

/** Reads the wanted samples out of an exposition. */
export type SampleScanner = (
  exposition: string | Uint8Array,
  onSample: (sample: ExpositionSample) => void,
) => void;

const tab = 9;
const newline = 10;
const blank = 32;

/**
 * Makes a reader for somebody who polls many programs and wants a few figures of each: it hands out
 * the samples with these names and makes nothing of any other.
 *
 * Lines of other names are not looked at, nor are HELP and TYPE; a text that was cut hands out
 * nothing. Texts handed out may keep the whole exposition in memory.
 *
 * The reader throws an `ExpositionError` for a wanted line that is wrong, after the samples before
 * it, for a last line without an end, and for bytes that are no UTF-8.
 *
 * @param names as they are written, such as `x_bucket`.
 * @throws {TypeError} One of them can't be the name of a metric.
 */
export function sampleScanner(names: Iterable<string>): SampleScanner {
  const list = [...names];
  for (const name of list)
    if (name === "" || metricNameEnd(name, 0) !== name.length)
      throw new TypeError(`expected names of metrics, found "${name}"`);
  // The engine looks for all names at once, and a line is read only where one of them begins. With
  // the flag m, `^` would take a carriage return in a label value for the start of a line, too.
  const pattern = new RegExp(`(?:^|\\n)[ \\t]*(?:${list.join("|")})(?![a-zA-Z0-9_:])`, "g");
  return (exposition, onSample) => {
    const text = textOf(exposition);
    checkEnd(text);
    if (list.length === 0) return;
    const line = new SampleLine(text);
    // From the newline before a line on. Set each time: `onSample` may use this scanner, too.
    for (pattern.lastIndex = 0; ; pattern.lastIndex = line.next - 1) {
      const found = pattern.exec(text);
      if (found === null) return;
      const { index } = found;
      line.readName(afterBlanks(text, text.charCodeAt(index) === newline ? index + 1 : index));
      onSample(line.readRest());
    }
  };
}

/** @throws {ExpositionError} Something but blanks follows the last newline. */
function checkEnd(text: string): void {
  let at = text.length - 1;
  while (isBlank(text.charCodeAt(at))) at--;
  if (at >= 0 && text.charCodeAt(at) !== newline)
    throw errorAt(text, at, "expected a newline at its end");
}

function afterBlanks(text: string, start: number): number {
  let at = start;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === blank || code === tab;
}
