/** A callback of the caller's that can't harm what reports to it. */
export function guardedReport<Problem>(
  onProblem: ((problem: Problem) => void) | undefined,
): (problem: Problem) => void {
  return (problem) => {
    try {
      onProblem?.(problem);
    } catch {
      // Whoever is told about a problem must not make another one.
    }
  };
}
