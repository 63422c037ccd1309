/** Words by which a line says that something went wrong. */
const telling =
  /\b(error|exception|fatal|fail(s|ed|ure)?|panic|cannot|can't|could not|denied|refused|timed? ?out|no such|not found|killed|aborted)\b|\w(Error|Exception)\b/i;

const longest = 200;

/** Escapes by which a terminal is told colours and places. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const terminal = /\u001b(\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(\u0007|\u001b\\)|[@-Z\\-_])/g;

/** The log without colours. */
export function plainLog(log: string): string {
  return log.replace(terminal, "").replaceAll("\r\n", "\n");
}

/** The first line that says what went wrong; else the last one. Undefined for an empty log. */
export function tellingLine(log: string): string | undefined {
  const lines = plainLog(log)
    .split(/[\n\r]/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const line = lines.find((one) => telling.test(one)) ?? lines.at(-1);
  if (line === undefined || line.length <= longest) return line;
  return `${line.slice(0, longest - 1)}…`;
}
