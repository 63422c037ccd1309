import type { PiiCase } from "./pii-case.ts";

export interface Verdict {
  readonly passed: boolean;
  /** What went wrong, fit to be printed: nothing secret in it. */
  readonly excerpt?: string;
}

/**
 * Judges what a logger wrote. A positive passes if neither the secret nor half of it is there; a
 * look-alike if all that must stay is. No line, or one that is no JSON, fails either.
 */
export function judge(expected: PiiCase, written: string): Verdict {
  const texts: string[] = [];
  try {
    for (const line of written.split("\n").filter(Boolean))
      texts.push(...textsOf(JSON.parse(line)));
  } catch {
    return { passed: false, excerpt: "a line is not JSON" };
  }
  if (texts.length === 0) return { passed: false, excerpt: "no line was written" };

  const secrets = [expected.secret ?? [], expected.alsoSecret ?? []].flat();
  for (const secret of secrets) {
    const leak = leaked(secret, [written, ...texts]);
    if (leak !== undefined) return { passed: false, excerpt: leak };
  }
  const lost = expected.keep?.find((part) => !texts.some((text) => text.includes(part)));
  return lost === undefined ? { passed: true } : { passed: false, excerpt: `lost: ${lost}` };
}

/** Keys, values, and `key=value` of everything in a parsed line that is no object. */
function textsOf(value: unknown, key?: string): string[] {
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([name, inner]) => [name, ...textsOf(inner, name)]);
  return key === undefined ? [String(value)] : [String(value), `${key}=${value}`];
}

/** Where a secret, or half of it, is in one of the texts: some of what is around it, masked. */
function leaked(secret: string, texts: readonly string[]): string | undefined {
  const half = Math.ceil(secret.length / 2);
  for (const text of texts)
    for (let start = 0; start + half <= secret.length; start++) {
      const at = text.indexOf(secret.slice(start, start + half));
      if (at < 0) continue;
      const before = text.slice(Math.max(0, at - start - 30), Math.max(0, at - start));
      return `${before}${mask(secret)}`.replace(/\s+/g, " ");
    }
  return undefined;
}

/** Enough to recognise what kind of thing it is. */
function mask(secret: string): string {
  return `${secret.slice(0, Math.min(3, secret.length / 4))}… (${secret.length} characters)`;
}
