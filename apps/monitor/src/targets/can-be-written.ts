/**
 * Whether what was read as JSON can be written as JSON again. What is nested some thousands deep
 * can't, and one such entry would keep the whole answer that it is a part of from everybody.
 */
export function canBeWritten(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}
