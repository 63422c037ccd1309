/** The address of an alert that fires. */
export function alertAddress(process: string, fingerprint: string): string {
  return `/alerts?${new URLSearchParams({ alert: fingerprint, process })}`;
}

/** An address that another program gave, if it can be a link at all. */
export function linkOf(value: unknown): string | undefined {
  if (typeof value !== "string" || !URL.canParse(value)) return undefined;
  const { protocol, href } = new URL(value);
  return protocol === "https:" || protocol === "http:" ? href : undefined;
}
