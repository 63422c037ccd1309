// https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels, before the names in quotes.
const labelStart = 1;
const metricStart = 2;
const digit = 4;

const kinds = new Uint8Array(128);
for (let code = 0; code < kinds.length; code++) {
  const character = String.fromCharCode(code);
  if (/[a-zA-Z_]/.test(character)) kinds[code] = labelStart | metricStart;
  else if (character === ":") kinds[code] = metricStart;
  else if (/[0-9]/.test(character)) kinds[code] = digit;
}

/** Where the metric name that begins at `at` ends; `at` itself where none begins. */
export function metricNameEnd(text: string, at: number): number {
  return nameEnd(text, at, metricStart);
}

/** Where the label name that begins at `at` ends; `at` itself where none begins. */
export function labelNameEnd(text: string, at: number): number {
  return nameEnd(text, at, labelStart);
}

function nameEnd(text: string, at: number, start: number): number {
  const { length } = text;
  if (at >= length || (kindAt(text, at) & start) === 0) return at;
  let end = at + 1;
  while (end < length && (kindAt(text, end) & (start | digit)) !== 0) end++;
  return end;
}

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (kinds[code] as number) : 0;
}

/** Whether a whole text is the name of a label. */
export function isLabelName(text: string): boolean {
  return text !== "" && labelNameEnd(text, 0) === text.length;
}
