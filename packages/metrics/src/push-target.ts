/** Where at a Pushgateway metrics go. */
export interface PushTarget {
  /** Address of the gateway, with a user and password, if there are any. */
  readonly url: string;
  /** What errors may name of it. */
  readonly origin: string;
  /** Path and query of a group; `more` are labels of its key besides those that were given. */
  path(more?: Readonly<Record<string, string>>): string;
}

/**
 * Checks what a push was given.
 *
 * @throws {TypeError} Something of it can't be used; the message never repeats the URL.
 */
export function pushTarget(
  url: string,
  job: string,
  groupings: Readonly<Record<string, string>>,
): PushTarget {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "http:" && parsed?.protocol !== "https:")
    throw new TypeError("url: expected an http or https URL");
  if (job === "") throw new TypeError("job: expected a name");
  for (const label of Object.keys(groupings)) {
    if (!/^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/.test(label))
      throw new TypeError(`groupings: "${label}" can't be the name of a label`);
    if (label === "job" || label === "job_name")
      throw new TypeError(`groupings: "${label}" is taken`);
  }
  const { origin, pathname, search } = parsed;
  return {
    url,
    origin,
    path: (more = {}) =>
      [
        `${pathname.replace(/\/+$/, "")}/metrics`,
        ...Object.entries({ job, ...groupings, ...more }).map(([label, value]) =>
          segments(label, value),
        ),
      ].join("/") + search,
  };
}

/**
 * An empty value, one with a slash, and dots can't stand in a path as they are.
 * https://github.com/prometheus/pushgateway#url
 */
function segments(label: string, value: string): string {
  if (value === "") return `${label}@base64/=`;
  if (value.includes("/") || /^\.\.?$/.test(value))
    return `${label}@base64/${Buffer.from(value).toString("base64url")}`;
  return `${label}/${encodeURIComponent(value)}`;
}
