export interface MaskOptions {
  /** Also blanks what stands between quotes. Quotes themselves stay. */
  readonly strings: boolean;
}

const regexMayFollow = /(?:^|[(,=:[!&|?{};+\-*%>~^]|\b(?:return|typeof|case|in|of|await))\s*$/;

/**
 * Replaces comments, and on request the contents of strings and regular expressions, by blanks.
 *
 * The result has the length and the lines of the source, so that an offset in one is an offset in
 * the other. It is a tolerant scanner rather than a parser: it never fails, and where it guesses
 * wrong (a slash after a closing brace) it does so for that line only.
 */
export function maskCode(source: string, { strings }: MaskOptions): string {
  const masked = source.split("");
  const blank = (from: number, to: number) => {
    for (let at = from; at < to; at += 1) if (masked[at] !== "\n") masked[at] = " ";
  };
  // Depth of braces at each open `${`, so that its closing brace is told from the others.
  const interpolations: number[] = [];
  let depth = 0;

  const skipTemplate = (from: number): number => {
    let at = from;
    while (at < source.length && source[at] !== "`" && !source.startsWith("${", at))
      at += source[at] === "\\" ? 2 : 1;
    if (strings) blank(from, Math.min(at, source.length));
    if (source[at] !== "$") return at + 1;
    interpolations.push(depth);
    return at + 2;
  };

  let at = 0;
  while (at < source.length) {
    const character = source[at] ?? "";
    if (source.startsWith("//", at) || source.startsWith("/*", at)) {
      const close = source[at + 1] === "/" ? "\n" : "*/";
      const found = source.indexOf(close, at + 2);
      const end = found === -1 ? source.length : found + (close === "*/" ? 2 : 0);
      blank(at, end);
      at = end;
    } else if (character === '"' || character === "'") {
      const end = endOfString(source, at);
      if (strings) blank(at + 1, end - 1);
      at = end;
    } else if (character === "`") {
      at = skipTemplate(at + 1);
    } else if (character === "}" && interpolations.at(-1) === depth) {
      interpolations.pop();
      at = skipTemplate(at + 1);
    } else if (
      character === "/" &&
      regexMayFollow.test(masked.slice(Math.max(0, at - 40), at).join(""))
    ) {
      const end = endOfRegex(source, at);
      if (strings) blank(at + 1, end - 1);
      at = end;
    } else {
      if (character === "{") depth += 1;
      if (character === "}") depth -= 1;
      at += 1;
    }
  }
  return masked.join("");
}

/** The offset after the closing quote, or that of the line's end where there is none. */
function endOfString(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at += 1) {
    if (source[at] === "\\") at += 1;
    else if (source[at] === source[start]) return at + 1;
    else if (source[at] === "\n") return at;
  }
  return source.length;
}

/** The offset after the closing slash; the next character where the line holds none. */
function endOfRegex(source: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < source.length && source[at] !== "\n"; at += 1) {
    if (source[at] === "\\") at += 1;
    else if (source[at] === "[") inClass = true;
    else if (source[at] === "]") inClass = false;
    else if (source[at] === "/" && !inClass) return at + 1;
  }
  return start + 1;
}
