import type { ExportOutcome } from "./run-exports.ts";

/** A table of what a run did, for people: every announced row is written or skipped for a reason. */
export function summary(outcomes: readonly ExportOutcome[]): string {
  const rows = outcomes.map((outcome) => {
    if ("error" in outcome) {
      const { error } = outcome;
      return [outcome.what, "failed", "", "", error instanceof Error ? error.message : `${error}`];
    }
    const { announced, written, skipped, path, files, isUnchanged } = outcome.result;
    const reasons = Object.entries(skipped).map(([reason, count]) => `${count} ${reason}`);
    const left = Object.values(skipped).reduce((sum, count) => sum + count, 0);
    const balance = written + left === announced ? "" : "DOES NOT ADD UP ";
    const why = reasons.length > 0 ? ` (skipped: ${reasons.join(", ")})` : "";
    const more = files.length > 1 ? ` and ${files.length - 1} more` : "";
    const file = `${path}${more}${isUnchanged ? " (unchanged)" : ""}`;
    return [outcome.what, `${announced}`, `${written}`, `${left}`, `${balance}${file}${why}`];
  });
  const head = ["export", "announced", "written", "skipped", "file"];
  const lines = [head, ...rows].map(
    ([what = "", announced = "", written = "", left = "", rest]) =>
      `${what.padEnd(10)} ${announced.padStart(9)} ${written.padStart(8)} ${left.padStart(8)}  ${rest}`,
  );
  return `${lines.join("\n")}\n`;
}
