import { hash } from "node:crypto";

/** What makes two alerts the same one. The level is no part of it, so that an escalation stays one alert. */
export interface AlertIdentity {
  readonly source: string;
  readonly title: string;
  /** Their order does not matter; `{}` is the same as none. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** Tells which alert this is: 32 hexadecimal digits of source, title and sorted labels. */
export function fingerprint({ source, title, labels }: AlertIdentity): string {
  const sorted = Object.entries(labels ?? {})
    .map(([name, value]) => [name, String(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const text = JSON.stringify([String(source), String(title), sorted]);
  return hash("sha256", text, "hex").slice(0, 32);
}
