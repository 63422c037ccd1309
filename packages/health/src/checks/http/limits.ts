/** A limit whose violation is unhealthy, or one for each status. */
export type Limits =
  | number
  | { readonly degraded?: number | undefined; readonly unhealthy?: number | undefined };

/** A condition that does not hold, and how bad that is. */
export interface Violation {
  readonly status: "degraded" | "unhealthy";
  readonly message: string;
}

/** The worst limit that `violated` holds for. */
export function violatedLimit(
  limits: Limits,
  violated: (limit: number) => boolean,
): { readonly status: Violation["status"]; readonly limit: number } | undefined {
  const { unhealthy, degraded } = typeof limits === "number" ? { unhealthy: limits } : limits;
  if (unhealthy !== undefined && violated(unhealthy))
    return { status: "unhealthy", limit: unhealthy };
  if (degraded !== undefined && violated(degraded)) return { status: "degraded", limit: degraded };
  return undefined;
}

/** @throws {TypeError} when a limit is no positive number. */
export function assertLimits(limits: Limits | undefined, where: string): void {
  if (limits === undefined) return;
  const values =
    typeof limits === "number"
      ? [limits]
      : Object.values(limits).filter((value) => value !== undefined);
  if (values.length === 0 || values.some((value) => !(value > 0)))
    throw new TypeError(`${where} must be a number above 0, or one for degraded or unhealthy`);
}
