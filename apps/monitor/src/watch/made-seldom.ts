/** For so long what was made is not made anew, in milliseconds, and longer where it costs much. */
const freshMs = 5_000;
/** At most a twentieth of the time goes into making it. */
const costFactor = 20;

/**
 * Makes something that anybody may ask for: at most every five seconds, however many ask, for asking
 * often must cost next to nothing.
 */
export function madeSeldom<T>(make: () => Promise<T>): () => Promise<T> {
  let latest: { readonly made: Promise<T>; untilMs: number } | undefined;
  return () => {
    if (latest && performance.now() < latest.untilMs) return latest.made;
    const beginMs = performance.now();
    const fresh = { made: make(), untilMs: Infinity };
    const keep = () => {
      const endMs = performance.now();
      fresh.untilMs = endMs + Math.max(freshMs, costFactor * (endMs - beginMs));
    };
    fresh.made.then(keep, keep);
    latest = fresh;
    return fresh.made;
  };
}
