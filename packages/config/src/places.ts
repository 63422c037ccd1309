import type { ConfigIssue } from "./config-error.ts";
import type { Shape } from "./schema-shape.ts";
import type { TomlFile } from "./toml-file.ts";
import { mapToml, type TomlMap } from "./toml-map.ts";
import { withoutUserinfo } from "./url-passwords.ts";

/** Something about a key, before its place in the file is known. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** What gave the value, when it was not the file. */
  readonly source?: string;
}

/** Finds places in the file, and reads it for that only when there is something to find. */
export class Places {
  readonly #file: TomlFile | undefined;
  readonly #shape: Shape;
  #map: Promise<TomlMap> | undefined;

  constructor(file: TomlFile | undefined, shape: Shape) {
    this.#file = file;
    this.#shape = shape;
  }

  /** Undefined without a file. */
  async map(): Promise<TomlMap | undefined> {
    if (!this.#file) return undefined;
    this.#map ??= mapToml(this.#file, this.#shape);
    return await this.#map;
  }

  /** The findings as issues: first the file's in its order, then those with another source. */
  async issues(findings: readonly Finding[]): Promise<ConfigIssue[]> {
    const inFile = findings.filter(({ source }) => source === undefined);
    const map = inFile.length > 0 ? await this.map() : undefined;
    const placed = inFile.map(({ path, message }): ConfigIssue => {
      const key = keyText(path);
      if (!this.#file) return { key, message };
      const position = map?.positionOf(path);
      const excerpt = position && map?.excerptAt(position);
      return {
        key,
        message,
        file: this.#file.path,
        ...(position && { line: position.line, column: position.column }),
        ...(excerpt !== undefined && { excerpt }),
      };
    });
    placed.sort(
      (one, other) =>
        (one.line ?? Number.POSITIVE_INFINITY) - (other.line ?? Number.POSITIVE_INFINITY) ||
        (one.column ?? 0) - (other.column ?? 0),
    );
    const elsewhere = findings.flatMap(({ path, message, source }) =>
      source === undefined ? [] : [{ key: keyText(path), message, source }],
    );
    return [...placed, ...elsewhere];
  }
}

function keyText(path: readonly PropertyKey[]): string {
  return withoutUserinfo(path.map(String).join("."));
}
