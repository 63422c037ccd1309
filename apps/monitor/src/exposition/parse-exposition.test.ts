import { describe, expect, test } from "vitest";
import { ExpositionError, parseExposition } from "./index.ts";

const problemOf = (text: string | Uint8Array): string => {
  try {
    parseExposition(text);
  } catch (error) {
    if (error instanceof ExpositionError) return error.message;
    throw error;
  }
  return "none";
};

test("families come with type, help, and samples in the order of the text", () => {
  const text = String.raw`
# A comment, and one that stops: # TYPE

# HELP requests_total Counts "requests"\nand \\ more.
# TYPE requests_total counter
requests_total{method="get",path="/a b",} 1027 1395066363000
  requests_total { method = "post" , path = "\"\\\n" }	3
bare 12.47
edge{} -Inf
# TYPE latency histogram
latency_bucket{le="0.05"} 3
latency_bucket{le="+Inf"} 5
latency_sum 53.4
latency_count 5
# TYPE size summary
size{quantile="0.5"} NaN
size_sum 1.7560473e+07
size_count 2693
# TYPE nothing gauge
`;
  expect(parseExposition(text)).toEqual([
    {
      name: "requests_total",
      type: "counter",
      help: 'Counts "requests"\nand \\ more.',
      samples: [
        {
          name: "requests_total",
          labels: [
            { name: "method", value: "get" },
            { name: "path", value: "/a b" },
          ],
          value: 1027,
          timestampMs: 1395066363000,
        },
        {
          name: "requests_total",
          labels: [
            { name: "method", value: "post" },
            { name: "path", value: '"\\\n' },
          ],
          value: 3,
        },
      ],
    },
    {
      name: "bare",
      type: "untyped",
      help: undefined,
      samples: [{ name: "bare", labels: [], value: 12.47 }],
    },
    {
      name: "edge",
      type: "untyped",
      help: undefined,
      samples: [{ name: "edge", labels: [], value: -Infinity }],
    },
    {
      name: "latency",
      type: "histogram",
      help: undefined,
      samples: [
        { name: "latency_bucket", labels: [{ name: "le", value: "0.05" }], value: 3 },
        { name: "latency_bucket", labels: [{ name: "le", value: "+Inf" }], value: 5 },
        { name: "latency_sum", labels: [], value: 53.4 },
        { name: "latency_count", labels: [], value: 5 },
      ],
    },
    {
      name: "size",
      type: "summary",
      help: undefined,
      samples: [
        { name: "size", labels: [{ name: "quantile", value: "0.5" }], value: Number.NaN },
        { name: "size_sum", labels: [], value: 17560473 },
        { name: "size_count", labels: [], value: 2693 },
      ],
    },
  ]);
});

test("an empty text has no families", () => {
  for (const text of ["", "\n", " \t", "# nothing\n\n"]) expect(parseExposition(text)).toEqual([]);
});

test("numbers are read as Go reads them", () => {
  const numbers: [string, number][] = [
    ["0", 0],
    ["-0", -0],
    ["+1", 1],
    ["1.", 1],
    [".5", 0.5],
    ["0.1", 0.1],
    ["007", 7],
    ["123456789012345", 123456789012345],
    ["0.30000000000000004", 0.30000000000000004],
    ["9007199254740993", 9007199254740992],
    ["1e-7", 1e-7],
    ["1E+21", 1e21],
    ["5e-324", 5e-324],
    ["inf", Infinity],
    ["+INF", Infinity],
    ["-infinity", -Infinity],
    ["Nan", Number.NaN],
  ];
  for (const [written, value] of numbers)
    expect([written, parseExposition(`x ${written}\n`)[0]?.samples[0]?.value]).toEqual([
      written,
      value,
    ]);
  for (const none of [
    "",
    "-",
    ".",
    "1_2",
    "0x1p-3",
    "0X1",
    "0b1",
    "1e",
    "1e999",
    "+nan",
    "1,5",
    "١",
  ])
    expect(problemOf(`x ${none}\n`)).toMatch(/^line 1: expected a number, found/);
});

describe("a text that is wrong is refused with the line and what was expected there:", () => {
  const wrong: readonly (readonly [title: string, text: string, message: string])[] = [
    ["no newline at the end", "a 1\nb 2", "line 2: expected a newline at its end"],
    ["a comment cut", "a 1\n# HELP b B", "line 2: expected a newline at its end"],
    ["a metric name", "a 1\n\n2b 3\n", 'line 3: expected a metric name, found "2b 3"'],
    ["a byte order mark", "\ufeffa 1\n", 'line 1: expected a metric name, found "\ufeffa 1"'],
    [
      "a dash in a name",
      "met-ric 3\n",
      'line 1: expected a blank or "{" after the metric name, found "-ric 3"',
    ],
    ["a name in quotes", '{"a.b"} 1\n', 'line 1: expected a metric name, found "{\\"a.b\\"} 1"'],
    [
      "a name and no value",
      "a\n",
      'line 1: expected a blank or "{" after the metric name, found the end of the line',
    ],
    ["a label name", 'a{@="b"} 1\n', 'line 1: expected a label name or "}", found "@=\\"b\\"} 1"'],
    [
      "a colon in a label name",
      'a{b:c="d"} 1\n',
      'line 1: expected a label name and "=", found ":c=\\"d\\"} 1"',
    ],
    ["two commas", 'a{b="c",,} 1\n', 'line 1: expected a label name or "}", found ",} 1"'],
    ["a value without quotes", "a{b=c} 1\n", 'line 1: expected a label value in "…", found "c} 1"'],
    [
      "a value without end",
      'a 1\na{b="c} 1\n',
      'line 2: expected a label value that ends in "", found "c} 1"'.replace('""', '"'),
    ],
    [
      "a tab escaped",
      'a{b="\\t"} 1\n',
      'line 1: expected \\\\, \\" or \\n in a label value, found "\\\\t"',
    ],
    [
      "text behind a value",
      'a{b="c"+} 1\n',
      'line 1: expected "," or "}" after a label value, found "+} 1"',
    ],
    [
      "labels without end",
      'a{b="c"\n',
      'line 1: expected "," or "}" after a label value, found the end of the line',
    ],
    ["a label twice", 'a{b="c",b="c"} 1\n', 'line 1: the label "b" is there twice'],
    [
      "a label twice after lines with others",
      'a{b="1",c="2"} 1\na{c="1"} 1\na{c="1",c="2"} 1\n',
      'line 3: the label "c" is there twice',
    ],
    ["__name__", 'a{__name__="b"} 1\n', 'line 1: the label "__name__" is reserved'],
    ["a value that is none", "a blubb\n", 'line 1: expected a number, found "blubb"'],
    ["a carriage return", "a 1\r\n", 'line 1: expected a number, found "1\\r"'],
    [
      "a blank after the value",
      "a 1 \n",
      "line 1: expected the end of the line or a time in whole milliseconds, found the end of the line",
    ],
    [
      "a time that is no whole number",
      "a 1 2.7\n",
      'line 1: expected the end of the line or a time in whole milliseconds, found "2.7"',
    ],
    [
      "a time beyond 64 bits",
      "a 1 9223372036854775808\n",
      'line 1: expected the end of the line or a time in whole milliseconds, found "9223372036854775808"',
    ],
    [
      "text after the time",
      "a 1 2 3\n",
      'line 1: expected the end of the line after the time, found " 3"',
    ],
    [
      "an exemplar",
      'a 1 # {b="c"} 1\n',
      'line 1: expected the end of the line or a time in whole milliseconds, found "# {b=\\"c\\"} 1"',
    ],
    ["HELP twice", "# HELP a A\n# HELP a B\n", "line 2: a second HELP of a"],
    ["TYPE twice", "# TYPE a gauge\n# TYPE a gauge\n", "line 2: a second TYPE of a"],
    ["TYPE late", "a 1\n# TYPE a gauge\n", "line 2: expected TYPE of a before its samples"],
    [
      "TYPE of a part of a histogram",
      "# TYPE a histogram\n# TYPE a_count gauge\na_count 1\n",
      "line 2: expected no TYPE of a_count, a part of the histogram a",
    ],
    [
      "a type of OpenMetrics",
      "# TYPE a info\n",
      'line 1: expected a type (counter, gauge, histogram, summary, untyped), found "info"',
    ],
    [
      "a name in a comment",
      "# TYPE met-ric gauge\n",
      'line 1: expected a metric name after TYPE, found "met-ric"',
    ],
    [
      "an escape in HELP",
      "# HELP a \\t\n",
      "line 1: expected no backslash in a help text but in \\\\ and \\n",
    ],
    [
      "a family in two places",
      'a 1\nb 1\na{c="d"} 1\n',
      "line 3: expected all lines of a in one group",
    ],
    [
      "a family announced in another place",
      "# TYPE a gauge\n# TYPE b gauge\na 1\n",
      "line 3: expected all lines of a in one group",
    ],
    ["a series twice", "a 1\na 2\n", "line 2: a is there twice with the same labels"],
    [
      "a series twice in another order",
      'a{b="1",c="\\n"} 1\na{c="\\n", b="1"} 2\n',
      "line 2: a is there twice with the same labels",
    ],
    [
      "a histogram's value",
      "# TYPE a histogram\na 1\n",
      "line 2: expected a_bucket, a_sum or a_count",
    ],
    [
      "a bucket without le",
      "# TYPE a histogram\na_bucket 1\n",
      'line 2: expected a label "le" at a_bucket of a histogram',
    ],
    [
      "an le that is no number",
      '# TYPE a histogram\na_bucket{le="0x1p-3"} 1\n',
      'line 2: expected a number as "le", found "0x1p-3"',
    ],
    [
      "a negative bucket",
      '# TYPE a histogram\na_bucket{le="1"} -1\n',
      "line 2: expected a_bucket to be no less than 0, as it counts",
    ],
    [
      "a sum with le",
      '# TYPE a histogram\na_sum{le="1"} 1\n',
      'line 2: expected no label "le" at a_sum of a histogram',
    ],
    [
      "a summary's value without quantile",
      "# TYPE a summary\na 1\n",
      'line 2: expected a label "quantile" at a of a summary',
    ],
  ];
  for (const [title, text, message] of wrong)
    test(title, () => expect(problemOf(text)).toBe(message));

  test("bytes that are no UTF-8", () => {
    const bytes = Buffer.concat([
      Buffer.from('a 1\nb{c="é'),
      Buffer.from([0xbd]),
      Buffer.from('"} 1\n'),
    ]);
    expect(problemOf(bytes)).toBe("line 2: expected UTF-8");
  });
});

test("series that differ in one label are not taken for each other", () => {
  const lines = [
    "a 1",
    'a{b="1"} 1',
    'a{c="1"} 1',
    'a{b="1",c="2"} 1',
    'a{b="1,c=\\"2"} 1',
    'a{c="1",b="2"} 1',
    'a{b="",c="1"} 1',
    'a{b="\\\\n"} 1',
    'a{b="\\n"} 1',
  ];
  expect(parseExposition(`${lines.join("\n")}\n`)[0]?.samples).toHaveLength(lines.length);
});

test("a message shows no more than the start of a line, and no control characters", () => {
  const message = problemOf(`${"é".repeat(100_000)}\u202e\n`);
  expect(message).toBe(`line 1: expected a metric name, found "${"é".repeat(60)}…"`);
  expect(problemOf("\u202e\u0000 1\n")).toBe(
    'line 1: expected a metric name, found "\\u202e\\u0000 1"',
  );
});

test("what Prometheus takes beyond the format can be taken, too", () => {
  const text = "# TYPE a gauge\n# TYPE b gauge\na 1\nb 1\na 1\n# HELP a A\n";
  const families = parseExposition(text, { interleaved: true, duplicates: true });
  expect(families.map(({ name, help, samples }) => [name, help, samples.length])).toEqual([
    ["a", "A", 2],
    ["b", undefined, 1],
  ]);
});
