import { lineAt } from "./finding.ts";
import { maskCode } from "./mask-code.ts";

/** A place where a file names another module. */
export interface ModuleReference {
  readonly specifier: string;
  readonly line: number;
  /** `import()` and `require()` are dynamic: they load when they are reached. */
  readonly dynamic: boolean;
  readonly typeOnly: boolean;
}

const clause =
  /(?<![\w$.#])(?:import|export)(?![\w$])\s*(?<type>type\b(?!\s*(?:from\b|,))\s*)?(?:[\w$]+\s*,?\s*)?(?:\*\s*(?:as\s+[\w$]+\s*)?|\{[^{}]*\}\s*)?(?<![\w$])from\s*(?<quote>["'])(?<name> *)\k<quote>/g;
const sideEffect = /(?<![\w$.#])import\s*(?<quote>["'])(?<name> *)\k<quote>/g;
const call =
  /(?<![\w$.#])(?:import|require(?:\.resolve)?)\s*\(\s*(?<quote>["'`])(?<name> *)\k<quote>/g;

/** Lists the modules that a TypeScript or JavaScript file names, in any of the ways there are. */
export function moduleReferences(source: string): ModuleReference[] {
  const masked = maskCode(source, { strings: true });
  const found = new Map<number, ModuleReference>();
  for (const pattern of [clause, sideEffect, call]) {
    for (const match of masked.matchAll(pattern)) {
      const length = match.groups?.name?.length ?? 0;
      const start = match.index + match[0].length - 1 - length;
      found.set(start, {
        specifier: source.slice(start, start + length),
        line: lineAt(source, start),
        dynamic: pattern === call,
        typeOnly: match.groups?.type !== undefined,
      });
    }
  }
  return [...found.entries()].sort(([a], [b]) => a - b).map(([, reference]) => reference);
}

/** The package of a bare specifier: `@ettl/alerts` for `@ettl/alerts/config`. */
export function packageOf(specifier: string): string | undefined {
  if (/^[./#]/.test(specifier) || specifier.startsWith("node:")) return undefined;
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
