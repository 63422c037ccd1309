import type { Findings } from "./check-documents.ts";

const none = { run: 0, compared: 0, checked: 0, drawn: 0, "not run": 0, wrong: 0 };

/** The findings for people: a line for each file, with what is not run and what is wrong below it. */
export function report(findings: Findings): { text: string; ok: boolean } {
  const lines: string[] = [];
  const total = { ...none };
  for (const [file, found] of findings) {
    if (found.length === 0) continue;
    const count = { ...none };
    for (const { outcome, problem } of found) {
      count[problem === undefined ? outcome : "wrong"] += 1;
      total[problem === undefined ? outcome : "wrong"] += 1;
    }
    lines.push(`${file}: ${counted(count)}`);
    for (const { line, reason, problem } of found) {
      if (reason !== undefined) lines.push(`  not run, line ${line}: ${reason}`);
      if (problem !== undefined) lines.push(`${file}:${line}: ${shortened(problem)}`);
    }
  }
  lines.push(`${findings.size} ${findings.size === 1 ? "file" : "files"}: ${counted(total)}`);
  return { text: lines.join("\n"), ok: total.wrong === 0 };
}

const counted = (count: Readonly<Record<string, number>>) =>
  Object.entries(count)
    .filter(([name, number]) => number > 0 || name === "run")
    .map(([name, number]) => `${number} ${name}`)
    .join(", ");

/** What a program printed may be long: its end says most. */
function shortened(problem: string): string {
  const [first = "", ...rest] = problem.trimEnd().split("\n");
  const shown = rest.length > 40 ? [...rest.slice(0, 20), "…", ...rest.slice(-20)] : rest;
  return [first, ...shown].join("\n    ");
}
