const most = 10;
const refillMs = 1_000;

/**
 * Lets ten logins fail at once and then one each second, whoever it is: a guess costs a second, a
 * login that succeeds costs nothing.
 */
export function loginLimit(now: () => number) {
  let left = most;
  let since = now();
  const refill = () => {
    const passed = Math.floor((now() - since) / refillMs);
    // A clock that was set back begins anew.
    if (passed < 0) since = now();
    if (passed <= 0) return;
    left = Math.min(most, left + passed);
    since += passed * refillMs;
  };
  return {
    /** Time until an attempt is looked at, in milliseconds; 0: at once. */
    waitMs(): number {
      refill();
      return left > 0 ? 0 : since + refillMs - now();
    },
    failed(): void {
      refill();
      // The next second begins with what spends the first of them.
      if (left === most) since = now();
      left -= 1;
    },
  };
}
