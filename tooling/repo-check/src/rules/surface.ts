import type { Finding } from "../finding.ts";
import { maskCode } from "../mask-code.ts";
import type { Repository } from "../repository.ts";

const mostValues = 12;

/** Every package explains itself in a README.md and exports few values from its root. */
export function surface({ workspaces, exists, read }: Repository): Finding[] {
  return workspaces
    .filter(({ kind }) => kind === "packages")
    .flatMap(({ folder }) => {
      const findings: Finding[] = [];
      if (!read(`${folder}/README.md`)?.trim())
        findings.push({
          path: `${folder}/README.md`,
          line: 1,
          problem: exists(`${folder}/README.md`) ? "it is empty" : "it does not exist",
          remedy: "Say what the package does, how to install it, and show one use with its output",
        });
      const index = `${folder}/src/index.ts`;
      const text = read(index);
      if (text === undefined)
        findings.push({
          path: index,
          line: 1,
          problem: "it does not exist",
          remedy: "Add it, as the list of what the package exports",
        });
      const values = exportedValues(text ?? "");
      if (values.length > mostValues)
        findings.push({
          path: index,
          line: 1,
          problem: `it exports ${values.length} values, more than ${mostValues}`,
          remedy: "Keep some to the package or move them to a subpath",
        });
      return findings;
    });
}

/** Names of the values, not the types, that a file exports. */
function exportedValues(text: string): string[] {
  const masked = maskCode(text, { strings: true });
  const listed = [...masked.matchAll(/(?<![\w$.#])export\s*\{([^{}]*)\}/g)]
    .flatMap((match) => (match[1] ?? "").split(","))
    .map((name) => name.trim())
    .filter((name) => name !== "" && !/^type\s+(?!as\b)/.test(name));
  const declared = [
    ...masked.matchAll(
      /(?<![\w$.#])export\s+(?:default\b|(?:declare\s+|abstract\s+|async\s+)*(?:const|let|var|function|class|enum)\b)/g,
    ),
  ].map((match) => match[0]);
  return [...listed, ...declared];
}
