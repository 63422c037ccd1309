import { NoAnswer } from "../../targets/call-http.ts";
import type { Target } from "../../targets/target.ts";

/** What a target told, or why it did not, in a sentence for people. */
export type Asked<T> = { readonly told: T } | { readonly problem: string };

/** So long at most a page waits for a program that may be dead. */
const waitMs = 1_500;

/** Under way, so that many readers of a page ask once. */
const underWay = new WeakMap<Target, Map<string, Promise<Asked<string>>>>();

/** Asks one of a target's routes for a page. Never throws for what the target does. */
export function askForPage(target: Target, path: string): Promise<Asked<string>> {
  const paths = underWay.get(target) ?? new Map<string, Promise<Asked<string>>>();
  underWay.set(target, paths);
  const known = paths.get(path);
  if (known) return known;
  const asked = ask(target, path).finally(() => paths.delete(path));
  paths.set(path, asked);
  return asked;
}

async function ask(target: Target, path: string): Promise<Asked<string>> {
  try {
    const answer = await target.ask(path, { signal: AbortSignal.timeout(waitMs) });
    if (answer.status === 200) return { told: answer.body.toString("utf8") };
    return { problem: refusal(target, answer.status) };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return {
      problem:
        error.message === "timed out"
          ? `${target.config.name} did not answer within ${waitMs / 1_000} s.`
          : `${target.config.name} gave no answer: ${error.message}.`,
    };
  }
}

function refusal({ config }: Target, status: number): string {
  if (status === 401 || status === 403)
    return config.token === undefined
      ? `${config.name} wants a token (${status}): set the target's token in the configuration.`
      : `${config.name} refused the token (${status}): check the target's token in the configuration.`;
  if (status === 404) return `${config.name} does not serve it (404).`;
  return `${config.name} answered ${status}.`;
}
