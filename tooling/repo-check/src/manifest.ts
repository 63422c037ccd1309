import { lineAt } from "./finding.ts";
import { maskCode } from "./mask-code.ts";

/** The sections of a package.json that name other packages. */
const dependencySections = [
  "dependencies",
  "devDependencies",
  "peerDependencies",
  "optionalDependencies",
] as const;

export type DependencySection = (typeof dependencySections)[number];

export interface Dependency {
  readonly section: DependencySection;
  readonly name: string;
  /** As written: `catalog:`, `workspace:^`, `^4.0.0`. */
  readonly range: string;
  readonly line: number;
}

/** A package.json, read. */
export interface Manifest {
  readonly path: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly exports: unknown;
  /** All of it, as parsed. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly dependencies: readonly Dependency[];
  /** Peers that a caller may leave out. */
  readonly optionalPeers: ReadonlySet<string>;
  /** The line of the first key so called, below the keys before it; 1 where there is none. */
  lineOf(...keys: string[]): number;
}

/** @throws {SyntaxError} naming the file, when it is not a JSON object. */
export function readManifest(path: string, text: string): Manifest {
  const content = parseJson(path, text);
  const lineOf = (...keys: string[]) => {
    let at = 0;
    for (const key of keys) {
      const found = text.indexOf(`${JSON.stringify(key)}:`, at);
      if (found === -1) break;
      at = found;
    }
    return lineAt(text, at);
  };
  const dependencies = dependencySections.flatMap((section) =>
    Object.entries(record(content[section])).map(([name, range]) => ({
      section,
      name,
      range: String(range),
      line: lineOf(section, name),
    })),
  );
  const optionalPeers = new Set(
    Object.entries(record(content.peerDependenciesMeta))
      .filter(([, meta]) => record(meta).optional === true)
      .map(([name]) => name),
  );
  return {
    path,
    name: String(content.name ?? ""),
    isPrivate: content.private === true,
    exports: content.exports,
    fields: content,
    dependencies,
    optionalPeers,
    lineOf,
  };
}

/** Parses JSON that may hold comments, as tsconfig.json does. */
export function parseJson(path: string, text: string): Record<string, unknown> {
  try {
    return record(JSON.parse(maskCode(text, { strings: false })));
  } catch (error) {
    throw new SyntaxError(`${path} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** The value if it is an object, an empty one otherwise. */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
