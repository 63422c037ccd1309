/** What `fn` gives, or undefined where it throws: observing never breaks the observed. */
export function quietly<T>(fn: () => T): T | undefined {
  try {
    return fn();
  } catch {
    return undefined;
  }
}
