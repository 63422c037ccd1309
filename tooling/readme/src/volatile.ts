/**
 * What differs from run to run, and what stands for it in a comparison. The order matters: a time holds
 * numbers that would pass for others.
 */
const volatileParts: readonly (readonly [pattern: RegExp, sign: string])[] = [
  // Colours of a terminal.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what begins a colour
  [/\u001b\[[0-9;]*m/g, ""],
  // 2026-11-23T16:34:24.450Z, 2026-11-23 16:34:24, 2026-11-23 16:34
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g, "<time>"],
  // As in the name of a file: 2026-11-23T16-34-24-450Z
  [/\b\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d+Z/g, "<time>"],
  [/\b\d{4}-\d\d-\d\d\b/g, "<date>"],
  [/(?<![\d:])\d\d:\d\d:\d\d(?:\.\d+)?\b/g, "<time>"],
  // Seconds and milliseconds since 1970, from 2001 on.
  [/(?<![\w.])1\d{9}(?:\d{3})?(?:\.\d+)?(?![\w.])/g, "<time>"],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, "<id>"],
  [/\b(?:[\da-f]{64}|[\da-f]{40}|[\da-f]{32}|[\da-f]{16})\b/gi, "<id>"],
  [/\b(process|pid) \d+\b/g, "$1 <id>"],
  // One that the system chose; the others mean something.
  [/\b(127\.0\.0\.1|localhost):(?:3[2-9]|[45]\d|6[0-5])\d{3}\b/g, "$1:<port>"],
  // "duration_ms": 4.4, durationMs: 4, duration_seconds=0.2, "uptime_seconds": 5; not the `a_seconds = 5` of a file
  [/((?:_ms|Ms|_seconds|Seconds)\b["']?(?::\s*|=))[\d.]+(?:e-?\d+)?/g, "$1<duration>"],
  // 5.003355s, 12 ms, 1m 3s; not the `1.9` of a sample, and no hours: nothing here takes them
  [/(?<![\w.])(?:\d+(?:[.,]\d+)?\s?(?:ns|µs|ms|s|m)\b(?![./])\s?)+(?<!\s)/g, "<duration>"],
  [/(?<![\w.])v?\d+\.\d+\.\d+(?:-[\w.]+)?(?![\w.])/g, "<version>"],
];

/** One line without what differs from run to run; spaces that only align are one space. */
export function withoutVolatileParts(line: string): string {
  const stable = volatileParts.reduce(
    (text, [pattern, sign]) => text.replace(pattern, sign),
    line.trimEnd(),
  );
  const indent = stable.length - stable.trimStart().length;
  return stable.slice(0, indent) + stable.slice(indent).replace(/ {2,}/g, " ");
}
