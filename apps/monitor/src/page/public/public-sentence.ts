import type { HealthStatus } from "@ettl/health";
import { statusWord } from "../status-words.ts";

/** From the worst on. */
const order: readonly HealthStatus[] = ["unhealthy", "degraded", "unknown"];

/** How all of them are: `All is well`, `1 of 4 is unhealthy`; and what else is not well. */
export function publicSentence(watches: readonly { readonly status: HealthStatus }[]): {
  readonly head: string;
  readonly more: string;
} {
  const count = watches.length;
  if (count === 0) return { head: "Nothing is public", more: "" };
  const parts = order.flatMap((status) => {
    const such = watches.filter((one) => one.status === status).length;
    const word = statusWord[status].toLowerCase();
    return such === 0 ? [] : [{ such, text: `${such === 1 ? "is" : "are"} ${word}` }];
  });
  const [worst, ...others] = parts;
  if (!worst) return { head: "All is well", more: "" };
  const more = others.map(({ such, text }) => `${such} ${text}`).join(", ");
  return { head: `${worst.such} of ${count} ${worst.text}`, more: more === "" ? "" : `${more}.` };
}
