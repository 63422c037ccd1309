export const contentTypes = {
  text: "text/plain; version=0.0.4; charset=utf-8",
  openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
} as const;

interface Preference {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** 0 to 1; 0 is "not this". */
  readonly quality: number;
}

/**
 * Whether `Accept` prefers OpenMetrics 1.0. Text is written unless OpenMetrics is preferred, or
 * named and liked as much.
 */
export function prefersOpenMetrics(accept: string): boolean {
  const preferences = parsed(accept).filter(isServable);
  const openMetrics = best(preferences, ["application/openmetrics-text", "application/*", "*/*"]);
  const text = best(preferences, ["text/plain", "text/*", "*/*"]);
  if (openMetrics.quality === 0) return false;
  return (
    openMetrics.quality > text.quality ||
    (openMetrics.isNamed && openMetrics.quality === text.quality)
  );
}

/** Whether `Accept-Encoding` wants gzip; without the header nothing is compressed. */
export function prefersGzip(acceptEncoding: string): boolean {
  const preferences = parsed(acceptEncoding);
  const gzip = best(preferences, ["gzip", "x-gzip", "*"]).quality;
  return gzip > 0 && gzip >= best(preferences, ["identity"]).quality;
}

/** The most specific mention counts; among equal ones the best. */
function best(preferences: readonly Preference[], names: readonly string[]) {
  for (const [index, name] of names.entries()) {
    const qualities = preferences.filter(({ value }) => value === name).map((p) => p.quality);
    if (qualities.length > 0) return { quality: Math.max(...qualities), isNamed: index === 0 };
  }
  return { quality: 0, isNamed: false };
}

/** A version of OpenMetrics that is not written here does not count. */
function isServable({ value, parameters }: Preference): boolean {
  const version = parameters.get("version");
  if (value !== "application/openmetrics-text" || version === undefined) return true;
  return version === "1.0.0" || version === "0.0.1";
}

function parsed(header: string): Preference[] {
  return header.split(",").map((part) => {
    const [value = "", ...rest] = part.split(";").map((text) => text.trim().toLowerCase());
    const parameters = new Map(
      rest.map((text) => {
        const [name = "", given = ""] = text.split("=");
        return [name.trim(), given.trim().replaceAll('"', "")] as const;
      }),
    );
    const quality = Number(parameters.get("q") ?? 1);
    return { value, parameters, quality: quality >= 0 && quality <= 1 ? quality : 0 };
  });
}
