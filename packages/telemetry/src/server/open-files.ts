import { readdir, readFile } from "node:fs/promises";

/** The part of the free descriptors that connections may have: files and calls need some, too. */
const share = 0.75;

/**
 * As many connections as the system's limit of open files leaves room for, if that is fewer. When
 * none is left, Node can't accept and refuse any more: it leaves clients waiting, and spins. What
 * the limit is, only Linux tells.
 */
export async function affordableConnections(
  wanted: number,
): Promise<{ readonly connections: number; readonly openFiles: number }> {
  const [limits, used] = await Promise.all([
    readFile("/proc/self/limits", "utf8").catch(() => ""),
    readdir("/proc/self/fd").catch(() => []),
  ]);
  // "unlimited" is no number.
  const openFiles = Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  const affordable = Math.floor(Math.max(0, openFiles - used.length) * share);
  return { connections: Math.max(1, Math.min(wanted, affordable)), openFiles };
}
