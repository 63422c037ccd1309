import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Whether a request carries the token, compared in a time that tells nothing about it. Without a
 * token everybody may read and nobody may operate.
 */
export function bearerCheck(
  token: string | undefined,
): (request: Request, scope?: "read" | "operate") => boolean {
  if (token === undefined) return (_, scope) => scope !== "operate";
  const expected = digest(token);
  return (request) => {
    const header = request.headers.get("authorization") ?? "";
    const given = /^Bearer +(.+)$/i.exec(header)?.[1];
    return given !== undefined && timingSafeEqual(digest(given), expected);
  };
}

// Digests have one length, which timingSafeEqual wants.
const digest = (text: string) => createHash("sha256").update(text).digest();
