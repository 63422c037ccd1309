import { rename, rm } from "node:fs/promises";

/** Keeps a file that cannot be read as `….corrupt`, for somebody who wants to look; the last one only. */
export async function setAside(path: string): Promise<string> {
  const aside = `${path}.corrupt`;
  await rm(aside, { force: true });
  await rename(path, aside);
  return aside;
}
