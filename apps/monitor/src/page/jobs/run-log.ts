import { logLines } from "../target/log-lines.ts";

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

/**
 * The first line that says what went wrong; else the last one. Of lines that are JSON, as programs
 * with ettl write them, what they say. Undefined for an empty log.
 */
export function tellingLine(log: string): string | undefined {
  const text = plainLog(log);
  const [first] = logLines(text, { level: "error", limit: 100 });
  if (first !== undefined) return cut(first.message);
  const lines = text
    .split(/[\n\r]/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const line = lines.find((one) => telling.test(one)) ?? lines.at(-1);
  // A line of JSON that is no error, as it would be read.
  return line && cut(logLines(line, { limit: 1 })[0]?.message || line);
}

function cut(line: string): string {
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
