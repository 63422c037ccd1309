import type { AST } from "toml-eslint-parser";
import type { TomlFile } from "./toml-file.ts";

export interface Position {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/**
 * Finds keys in a TOML file. Loads its parser only when there is something to report. Of a file
 * that this parser refuses and the other one took, such as one with 30 February, no place is known.
 */
export async function keyPositions(
  file: TomlFile,
): Promise<(path: readonly PropertyKey[]) => Position | undefined> {
  const { parseTOML } = await import("toml-eslint-parser");
  const positions = new Map<string, Position>();
  const note = (path: readonly PropertyKey[], node: AST.TOMLNode) => {
    const key = JSON.stringify(path.map(String));
    if (!positions.has(key))
      positions.set(key, { line: node.loc.start.line, column: node.loc.start.column + 1 });
  };
  const keyName = (node: AST.TOMLBare | AST.TOMLQuoted) =>
    node.type === "TOMLBare" ? node.name : node.value;

  const visitValue = (path: readonly PropertyKey[], node: AST.TOMLContentNode) => {
    if (node.type === "TOMLInlineTable") for (const entry of node.body) visitKeyValue(path, entry);
    if (node.type === "TOMLArray")
      for (const [index, entry] of node.elements.entries()) {
        note([...path, index], entry);
        visitValue([...path, index], entry);
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

  for (const node of topLevel(parseTOML, file.text)) {
    if (node.type === "TOMLKeyValue") visitKeyValue([], node);
    else {
      for (const [index, key] of node.key.keys.entries())
        note(node.resolvedKey.slice(0, index + 1), key);
      note(node.resolvedKey, node);
      for (const entry of node.body) visitKeyValue(node.resolvedKey, entry);
    }
  }
  return (path) => {
    // A missing key has no place of its own: its table's is the nearest.
    for (let length = path.length; length > 0; length--) {
      const found = positions.get(JSON.stringify(path.slice(0, length).map(String)));
      if (found) return found;
    }
    return undefined;
  };
}

function topLevel(parse: (text: string) => AST.TOMLProgram, text: string) {
  try {
    return parse(text).body[0].body;
  } catch {
    return [];
  }
}
