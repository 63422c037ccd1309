import type { AST } from "toml-eslint-parser";
import { drawExcerpt, lineAt, type Mask } from "./excerpt.ts";
import { isSecret, type Shape, shapeAt } from "./schema-shape.ts";
import type { TomlFile } from "./toml-file.ts";
import { userinfoIn, withoutUserinfo } from "./url-passwords.ts";

export interface Position {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  /** Of the key or entry, as far as it stands on that line. In UTF-16 units. */
  readonly length: number;
}

/** Where the keys of a TOML file are, and how its lines may be shown. */
export interface TomlMap {
  /** The place of a key, or of the nearest table above a missing one. */
  positionOf(path: readonly PropertyKey[]): Position | undefined;
  /** The line at a position and a caret. Shown are only values of keys that are known and no secrets. */
  excerptAt(position: Position): string;
}

interface Located {
  readonly loc: AST.SourceLocation;
  readonly range: readonly [number, number];
}

/** A value or a comment, and what is shown instead of it. */
interface Hidden {
  readonly range: readonly [number, number];
  readonly text: string;
}

/**
 * Maps a valid TOML file. Loads the parser for it only now, since most files have nothing to report.
 * A file that this parser refuses and the other one took has no places.
 */
export async function mapToml(file: TomlFile, shape: Shape): Promise<TomlMap> {
  const { parseTOML } = await import("toml-eslint-parser");
  const positions = new Map<string, Position>();
  const hidden = new Map<number, Hidden[]>();
  const hide = ({ loc, range }: Located, text: string) => {
    for (let line = loc.start.line; line <= loc.end.line; line++) {
      const others = hidden.get(line);
      if (others) others.push({ range, text });
      else hidden.set(line, [{ range, text }]);
    }
  };
  const hidePasswords = (node: Located, value: unknown) => {
    if (typeof value !== "string" || withoutUserinfo(value) === value) return;
    const [start, end] = node.range;
    // Between the quotes, where the text stands as it is.
    const written = file.text.slice(start + 1, end - 1);
    if (written !== value) return hide(node, "<secret>");
    const part = userinfoIn(written);
    if (!part) return;
    const range = [start + 1 + part.start, start + 1 + part.end] as const;
    hide({ loc: node.loc, range }, "<secret>");
  };
  const note = (path: readonly PropertyKey[], { loc, range }: Located) => {
    const key = pathKey(path);
    if (positions.has(key)) return;
    const column = loc.start.column + 1;
    const length = loc.end.line === loc.start.line ? range[1] - range[0] : Number.POSITIVE_INFINITY;
    positions.set(key, { line: loc.start.line, column, length });
  };
  const noteKey = (path: readonly PropertyKey[], key: AST.TOMLBare | AST.TOMLQuoted) => {
    note(path, key);
    if (key.type === "TOMLQuoted") hidePasswords(key, key.value);
  };
  const visitValue = (path: readonly PropertyKey[], node: AST.TOMLContentNode) => {
    if (node.type === "TOMLInlineTable") for (const entry of node.body) visitKeyValue(path, entry);
    else if (node.type === "TOMLArray")
      for (const [index, entry] of node.elements.entries()) {
        note([...path, index], entry);
        visitValue([...path, index], entry);
      }
    else {
      const text = maskOf(shape, path, file.table);
      if (text !== undefined) hide(node, text);
      else hidePasswords(node, node.value);
    }
  };
  const visitKeyValue = (base: readonly PropertyKey[], node: AST.TOMLKeyValue) => {
    let path = base;
    for (const key of node.key.keys) {
      path = [...path, keyName(key)];
      noteKey(path, key);
    }
    visitValue(path, node.value);
  };
  const program = parseQuietly(parseTOML, file.text);
  for (const node of program?.body[0].body ?? []) {
    if (node.type === "TOMLKeyValue") visitKeyValue([], node);
    else {
      const header = headerOf(node, file.text);
      if (node.kind === "array") note(node.resolvedKey, header);
      for (const [index, key] of node.key.keys.entries())
        noteKey(node.resolvedKey.slice(0, index + 1), key);
      note(node.resolvedKey, header);
      for (const entry of node.body) visitKeyValue(node.resolvedKey, entry);
    }
  }
  for (const comment of program?.comments ?? []) hide(comment, "#\u2026");
  const starts = [0, ...[...file.text.matchAll(/\n/g)].map(({ index }) => index + 1)];

  return {
    positionOf: (path) => {
      for (let length = path.length; length > 0; length--) {
        const found = positions.get(pathKey(path.slice(0, length)));
        if (found) return found;
      }
      return undefined;
    },
    excerptAt: ({ line: number, column, length }) => {
      const { start, line } = lineAt(file.text, starts[number - 1] ?? 0);
      const masks = (hidden.get(number) ?? []).map(
        ({ range: [from, to], text }): Mask => ({
          start: Math.max(0, from - start),
          end: Math.min(line.length, to - start),
          text,
        }),
      );
      return drawExcerpt(line, number, { column, length }, masks);
    },
  };
}

/** What to show instead of a value, or undefined where it may be seen. */
export function maskOf(
  shape: Shape,
  path: readonly PropertyKey[],
  table?: unknown,
): string | undefined {
  if (isSecret(shape, path, table)) return "<secret>";
  // A misspelt key may hold a secret too.
  return shapeAt(shape, path, table) === undefined ? "<hidden>" : undefined;
}

function pathKey(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}

/** A table's node without what stands below its header. */
function headerOf({ loc, range, key, kind }: AST.TOMLTable, text: string): Located {
  const close = kind === "array" ? "]]" : "]";
  const end = text.indexOf(close, key.range[1]) + close.length;
  return { loc: { start: loc.start, end: key.loc.end }, range: [range[0], end] };
}

function keyName(node: AST.TOMLBare | AST.TOMLQuoted): string {
  return node.type === "TOMLBare" ? node.name : node.value;
}

function parseQuietly(parse: (text: string) => AST.TOMLProgram, text: string) {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
