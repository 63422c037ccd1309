import type { AST } from "toml-eslint-parser";
import { drawExcerpt, lineAt, type Mask } from "./excerpt.ts";
import { isSecret, type Shape, shapeAt } from "./schema-shape.ts";
import type { TomlFile } from "./toml-file.ts";

export interface Position {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** Where the keys of a TOML file are, and how its lines may be shown. */
export interface TomlMap {
  /** The place of a key, or of the nearest table above a missing one. */
  positionOf(path: readonly PropertyKey[]): Position | undefined;
  /** The line at a position and a caret. Shown are only values of keys that are known and no secrets. */
  excerptAt(position: Position): string;
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
  const hide = (
    { loc, range }: { loc: AST.SourceLocation; range: [number, number] },
    text: string,
  ) => {
    for (let line = loc.start.line; line <= loc.end.line; line++) {
      const others = hidden.get(line);
      if (others) others.push({ range, text });
      else hidden.set(line, [{ range, text }]);
    }
  };
  const note = (path: readonly PropertyKey[], node: AST.TOMLNode) => {
    const key = pathKey(path);
    if (!positions.has(key))
      positions.set(key, { line: node.loc.start.line, column: node.loc.start.column + 1 });
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
    }
  };
  const visitKeyValue = (base: readonly PropertyKey[], node: AST.TOMLKeyValue) => {
    let path = base;
    for (const key of node.key.keys) {
      path = [...path, keyName(key)];
      note(path, key);
    }
    visitValue(path, node.value);
  };
  const program = parseQuietly(parseTOML, file.text);
  for (const node of program?.body[0].body ?? []) {
    if (node.type === "TOMLKeyValue") visitKeyValue([], node);
    else {
      if (node.kind === "array") note(node.resolvedKey, node);
      for (const [index, key] of node.key.keys.entries())
        note(node.resolvedKey.slice(0, index + 1), key);
      note(node.resolvedKey, node);
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
    excerptAt: ({ line: number, column }) => {
      const { start, line } = lineAt(file.text, starts[number - 1] ?? 0);
      const masks = (hidden.get(number) ?? []).map(
        ({ range: [from, to], text }): Mask => ({
          start: Math.max(0, from - start),
          end: Math.min(line.length, to - start),
          text,
        }),
      );
      return drawExcerpt(line, number, column, masks);
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
