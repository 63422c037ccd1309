/** One thing to be shown: resolves to what is wrong, each in words; empty when nothing is. */
export type Claim = readonly [what: string, show: () => string[] | Promise<string[]>];

/** Claims about one package, in their order; what comes after a failed one is not tried. */
export interface Subject {
  /** For example `Node 20.20.2`. */
  readonly where: string;
  readonly name: string;
  readonly claims: readonly Claim[];
}

/** Shows subjects, `width` at a time, and prints a line for each; resolves to how many failed. */
export async function showAll(subjects: readonly Subject[], width: number): Promise<number> {
  const waiting = [...subjects];
  let failed = 0;
  const worker = async () => {
    for (let subject = waiting.shift(); subject; subject = waiting.shift())
      if (!(await show(subject))) failed += 1;
  };
  await Promise.all(Array.from({ length: width }, worker));
  return failed;
}

async function show({ where, name, claims }: Subject): Promise<boolean> {
  const begin = performance.now();
  const shown: string[] = [];
  const line = (state: string, rest: string) =>
    process.stdout.write(`${state.padEnd(6)} ${where.padEnd(14)} ${name.padEnd(17)} ${rest}\n`);
  for (const [what, run] of claims) {
    const problems = await Promise.resolve()
      .then(run)
      .catch((error: Error) => [error.message]);
    if (problems.length > 0) {
      line("FAILED", `${what}:\n${problems.map((problem) => indented(problem)).join("\n")}`);
      return false;
    }
    shown.push(what);
  }
  const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
  line("ok", `${shown.join(", ")} (${seconds} s)`);
  return true;
}

const indented = (text: string) => text.trim().replace(/^/gm, "         ");
