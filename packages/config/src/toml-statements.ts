/** A header or a `key = value` of a TOML text. Offsets are in UTF-16 units. */
export interface Statement {
  readonly start: number;
  /** The table that a header opens, or that a key stands in. */
  readonly table: readonly string[];
  /** What is before the `=`; empty for a header. */
  readonly key: readonly string[];
  /** How a header is written. */
  readonly header?: "[" | "[[";
  /** Where numbers, dates and booleans of the value begin. */
  readonly bare: readonly number[];
  /** Whether the value still goes on where reading ended. */
  readonly open: boolean;
}

const SKIPPED = /[ \t\r\n]+|#[^\n]*/y;
const STRING =
  /"""(?:[^\\]|\\[\s\S])*?"{3,5}(?!")|'''[\s\S]*?'{3,5}(?!')|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y;
const BARE = /[^\s,[\]{}#"'=]+/y;
const KEY =
  /(?:[\w-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')(?:[ \t]*\.[ \t]*(?:[\w-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'))*/y;
const KEY_PART = /[\w-]+|"((?:[^"\\]|\\.)*)"|'([^']*)'/g;

/**
 * Splits a TOML text into its statements, up to an offset that a parser has read without complaint;
 * of what follows it makes nothing. Only for finding places: it judges nothing.
 */
export function statementsOf(text: string, end = text.length): Statement[] {
  const statements: Statement[] = [];
  let offset = 0;
  let table: readonly string[] = [];
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = offset;
    const [taken = ""] = pattern.exec(text) ?? [];
    offset += taken.length;
    return taken;
  };
  const skip = () => {
    while (take(SKIPPED) !== "");
  };
  for (skip(); offset < end; skip()) {
    const start = offset;
    if (text[offset] === "[") {
      const header = take(/\[{1,2}/y) === "[[" ? "[[" : "[";
      take(/[ \t]+/y);
      table = keyParts(take(KEY));
      take(/[^\n#]*/y);
      statements.push({ start, table, key: [], header, bare: [], open: false });
      continue;
    }
    const key = keyParts(take(KEY));
    take(/[ \t]*=[ \t]*/y);
    const bare: number[] = [];
    let open = true;
    for (let depth = 0; offset < end; ) {
      const from = offset;
      if (take(STRING) !== "") continue;
      if (take(BARE) !== "") bare.push(from);
      else if (take(/[[{]/y) !== "") depth += 1;
      else if (take(/[\]}]/y) !== "") depth -= 1;
      else if (depth <= 0 && /[\r\n#]/.test(text[offset] ?? "\n")) {
        open = false;
        break;
      } else if (take(SKIPPED) === "") offset += 1;
    }
    statements.push({ start, table, key, bare, open });
  }
  return statements;
}

/** Where a string begins that has no end, among the values from an offset up to another. */
export function unclosedString(text: string, from: number, end: number): number | undefined {
  for (let offset = from; offset < end; ) {
    STRING.lastIndex = offset;
    const [string = ""] = STRING.exec(text) ?? [];
    if (string !== "") offset += string.length;
    else if (text[offset] === '"' || text[offset] === "'") return offset;
    else if (text[offset] === "#") offset = lineEnd(text, offset);
    else offset += 1;
  }
  return undefined;
}

/** Where the line ends that an offset is in. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end;
}

/** The names of a key with dots. Escapes stay as they are written: such a key is just not known. */
export function keyParts(text: string): string[] {
  return [...text.matchAll(KEY_PART)].map(([bare, basic, literal]) => basic ?? literal ?? bare);
}
