/**
 * Wraps a callback of the caller so that it can never harm a delivery: what it throws or rejects
 * with is reported once through `process.emitWarning`.
 */
export function guard<Arguments extends unknown[], Result>(
  name: string,
  callback: ((...given: Arguments) => Result) | undefined,
): (...given: Arguments) => Result | undefined {
  let reported = false;
  const report = (error: unknown) => {
    if (reported) return;
    reported = true;
    const text = error instanceof Error ? error.message : typeof error;
    process.emitWarning(`${name} of createAlerts threw: ${text}`, { code: "ETTL_ALERTS_CALLBACK" });
  };
  return (...given) => {
    try {
      const result = callback?.(...given);
      if (result instanceof Promise) result.catch(report);
      return result;
    } catch (error) {
      report(error);
      return undefined;
    }
  };
}
