import type { SilenceInput } from "./silences.ts";

const keys = [
  "reason",
  "ends_at",
  "duration_minutes",
  "starts_at",
  "created_by",
  "levels",
  "sources",
  "titles",
  "labels",
  "fingerprint",
];

/**
 * Reads what was posted to `/alerts/silences`; `Alerts.silence` checks the rest.
 *
 * @throws {TypeError} for a body that is no object, a key that is unknown, or none or both of `ends_at` and
 *   `duration_minutes`.
 */
export function silenceRequest(body: unknown): SilenceInput {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new TypeError(
      "expected an object with reason, ends_at or duration_minutes, and sources, …",
    );
  const unknown = Object.keys(body).find((key) => !keys.includes(key));
  if (unknown !== undefined)
    throw new TypeError(`unknown key "${unknown}"; expected ${keys.join(", ")}`);
  const given = body as Readonly<Record<string, unknown>>;
  const { reason, ends_at, duration_minutes, starts_at, created_by, ...matcher } = given;
  if ((ends_at === undefined) === (duration_minutes === undefined))
    throw new TypeError("expected either ends_at or duration_minutes");
  if (
    duration_minutes !== undefined &&
    !(Number(duration_minutes) > 0 && Number(duration_minutes) < 1e6)
  )
    throw new TypeError("duration_minutes: expected a number above 0");
  return {
    ...(matcher as Pick<SilenceInput, "sources">),
    reason: reason as string,
    endsAt: (ends_at ?? new Date(Date.now() + Number(duration_minutes) * 60_000)) as string,
    ...(starts_at !== undefined && { startsAt: starts_at as string }),
    ...(created_by !== undefined && { createdBy: created_by as string }),
  };
}
