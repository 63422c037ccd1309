import { readFile } from "node:fs/promises";
import * as z from "zod";
import { replaceFile } from "../letterboxd/replace-file.ts";
import { setAside } from "../state/set-aside.ts";

/** As Trakt answers it; times in seconds. */
export const tokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  /** How long it is good for, from `created_at` on. */
  expires_in: z.number().positive(),
  created_at: z
    .number()
    .positive()
    .default(() => Date.now() / 1000),
});

export type StoredToken = z.output<typeof tokenAnswer>;

/** When it ends, in milliseconds since 1970. */
export const expiryOf = (token: StoredToken) => (token.created_at + token.expires_in) * 1000;

/** Past it a token is renewed. */
export const halfLifeOf = (token: StoredToken) => (token.created_at + token.expires_in / 2) * 1000;

/**
 * Reads the token that was stored last; nothing when there is none. What cannot be understood is set
 * aside as `….corrupt`.
 *
 * @throws {Error} of the file system when it is there and may not be read.
 */
export async function readToken(path: string): Promise<StoredToken | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return tokenAnswer.parse(JSON.parse(text));
  } catch {
    await setAside(path);
    return undefined;
  }
}

/** Stores a token for its owner's eyes only; a crash leaves the old one or the new one. */
export async function writeToken(path: string, token: StoredToken): Promise<void> {
  await replaceFile(path, [`${JSON.stringify(token, undefined, 2)}\n`], { mode: 0o600 });
}
