import { gunzipSync } from "node:zlib";

export interface TarEntry {
  /** Without the `package/` that npm puts before it. */
  readonly path: string;
  readonly content: Buffer;
}

const block = 512;

/** The files of a packed package. A tarball of pnpm's has one header of 512 bytes before each file. */
export function tarEntries(tarball: Uint8Array): TarEntry[] {
  const tar = gunzipSync(tarball);
  const entries: TarEntry[] = [];
  for (let at = 0; at + block <= tar.length && tar[at] !== 0; ) {
    const text = (from: number, length: number) =>
      tar
        .subarray(at + from, at + from + length)
        .toString("latin1")
        .replace(/\0.*$/s, "");
    const size = Number.parseInt(text(124, 12), 8);
    const path = [text(345, 155), text(0, 100)].filter((part) => part !== "").join("/");
    const isFile = ["0", ""].includes(text(156, 1));
    const begin = at + block;
    if (isFile)
      entries.push({
        path: path.replace(/^package\//, ""),
        content: tar.subarray(begin, begin + size),
      });
    at = begin + Math.ceil(size / block) * block;
  }
  return entries;
}
