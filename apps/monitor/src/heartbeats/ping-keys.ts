import { createHash } from "node:crypto";
import { keyForm } from "./heartbeats-config.ts";

/** How a heartbeat is addressed. */
export interface PingAddress {
  readonly name: string;
  readonly key?: string | undefined;
  /** For those who have the key of all. */
  readonly slug?: string | undefined;
}

/** Finds heartbeats by their secrets. */
export interface PingKeys {
  byKey(key: string): string | undefined;
  bySlug(given: string, slug: string): string | "ambiguous" | undefined;
}

/** The look-up is one of digests, so that its time tells nothing about a key. */
export function createPingKeys(
  addresses: readonly PingAddress[],
  pingKey: string | undefined,
): PingKeys {
  const keys = new Map<string, string>();
  const slugs = new Map<string, string[]>();
  for (const { name, key, slug } of addresses) {
    if (key !== undefined) keys.set(digest(key), name);
    if (slug !== undefined) slugs.set(slug, [...(slugs.get(slug) ?? []), name]);
  }
  const ofAll = pingKey === undefined ? undefined : digest(pingKey);
  return {
    byKey: (key) => keys.get(digest(key)),
    bySlug(given, slug) {
      if (digest(given) !== ofAll) return undefined;
      const names = slugs.get(slug) ?? [];
      return names.length > 1 ? "ambiguous" : names[0];
    },
  };
}

function digest(key: string): string {
  return createHash("sha256").update(keyForm(key)).digest("base64url");
}
