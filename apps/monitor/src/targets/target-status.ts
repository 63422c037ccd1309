import type { HealthStatus } from "@ettl/health";

/** The words of a status, worst first. */
export const statusWords: readonly HealthStatus[] = ["unhealthy", "unknown", "degraded", "healthy"];

interface Component {
  readonly name: string;
  readonly status: HealthStatus;
  readonly message?: string;
}

/**
 * What `/telemetry/status` says of a program's health, with the worst component as the reason;
 * undefined where it says nothing of it.
 */
export function reportedHealth(
  status: Readonly<Record<string, unknown>> | undefined,
): { readonly status: HealthStatus; readonly reason: string | undefined } | undefined {
  const health = recordOf(status?.health);
  if (health === undefined) return undefined;
  const overall = statusWords.find((word) => word === health.status);
  if (overall === undefined) return undefined;
  // From the first signal to stop on it is not ready, whatever its components say.
  const word = health.ready === "unhealthy" ? "unhealthy" : overall;
  if (word === "healthy") return { status: word, reason: undefined };
  const worst = componentsOf(health.components).find((one) => one.status !== "healthy");
  const reason =
    worst === undefined
      ? word === "unhealthy" && overall !== "unhealthy"
        ? "it is not ready"
        : undefined
      : `${worst.name}: ${worst.message ?? worst.status}`;
  return { status: word, reason };
}

/** Components as a target lists them, the worst first; what is none is left out. */
function componentsOf(list: unknown): readonly Component[] {
  if (!Array.isArray(list)) return [];
  return list
    .map(recordOf)
    .flatMap((one): Component[] => {
      const status = statusWords.find((word) => word === one?.status);
      if (one === undefined || status === undefined || typeof one.name !== "string") return [];
      const message = typeof one.message === "string" ? one.message : undefined;
      return [{ name: one.name, status, ...(message !== undefined && { message }) }];
    })
    .sort((a, b) => statusWords.indexOf(a.status) - statusWords.indexOf(b.status));
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
