import { expect, test } from "vitest";
import { type ExpositionSample, sampleScanner } from "./index.ts";

function scan(text: string | Uint8Array, names: readonly string[]) {
  const found: ExpositionSample[] = [];
  sampleScanner(names)(text, (sample) => found.push(sample));
  return found;
}

const text = `# HELP up Whether up 1
# TYPE up gauge
up{instance="é"} 1
 \tup 0 17
# TYPE h histogram
h_bucket{le="1"} 2
h_bucket{le="+Inf"} 3
h_sum 4.5
h_count 3
upper 5
x{v="up 1"} up
up:x 1
`;

test("only samples of the wanted names are handed out, in the order of the text", () => {
  for (const exposition of [text, Buffer.from(text)]) {
    expect(scan(exposition, ["h_count", "up", "h_bucket"])).toEqual([
      { name: "up", labels: [{ name: "instance", value: "é" }], value: 1 },
      { name: "up", labels: [], value: 0, timestampMs: 17 },
      { name: "h_bucket", labels: [{ name: "le", value: "1" }], value: 2 },
      { name: "h_bucket", labels: [{ name: "le", value: "+Inf" }], value: 3 },
      { name: "h_count", labels: [], value: 3 },
    ]);
    expect(scan(exposition, ["h"])).toEqual([]);
    expect(scan(exposition, [])).toEqual([]);
  }
});

test("a carriage return or a separator in a label value starts no line", () => {
  for (const end of ["\r", "\u2028", "\u2029"])
    expect(scan(`x{v="${end}up 1"} 2\n\n \nup 3\n`, ["up"])).toEqual([
      { name: "up", labels: [], value: 3 },
    ]);
});

test("a wanted line that is wrong is told with its line, and what came before is handed out", () => {
  const found: ExpositionSample[] = [];
  const scanner = sampleScanner(["up"]);
  const wrong = "a b\nup 1\nup x\n";
  expect(() => scanner(wrong, (sample) => found.push(sample))).toThrow(
    'line 3: expected a number, found "x"',
  );
  expect(found).toEqual([{ name: "up", labels: [], value: 1 }]);
  for (const line of ["up", "up-1 1", 'up{a="b} 1', "up 1\r"])
    expect(() => scanner(`${line}\nx 1\n`, () => {})).toThrow(/^line 1: expected/);
});

test("a text that was cut is noticed wherever it was, and hands out nothing", () => {
  for (let length = 1; length < text.length; length++) {
    const cut = text.slice(0, length);
    if (/\n[ \t]*$/.test(cut)) continue;
    expect(() => scan(cut, [])).toThrow(/^line \d+: expected a newline at its end$/);
  }
  const isUp = sampleScanner(["up"]);
  const none = () => {
    throw new Error("handed out");
  };
  expect(() => isUp("up 1\nx", none)).toThrow("line 2: expected a newline at its end");
  expect(() => isUp(Buffer.from([0x75, 0x70, 0xff, 0x0a]), none)).toThrow("line 1: expected UTF-8");
});

test("a scanner can be used while it hands out a sample", () => {
  const scanner = sampleScanner(["up"]);
  const values: number[] = [];
  scanner("up 1\nup 2\n", ({ value }) => {
    values.push(value);
    scanner(`up ${value}0\n`, (inner) => values.push(inner.value));
  });
  expect(values).toEqual([1, 10, 2, 20]);
});

test("a name that no metric can have is refused", () => {
  for (const name of ["", "a|b", "a-b", ".*", "1a"])
    expect(() => sampleScanner(["up", name])).toThrow(TypeError);
});
