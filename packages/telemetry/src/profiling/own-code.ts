import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { StackFrame } from "./running-code.ts";

/** The innermost function that is the program's own: neither Node's, nor the language's, nor a dependency's. */
export function ownFrame(stack: readonly StackFrame[]): StackFrame | undefined {
  return stack.find(({ url }) => isFile(url) && !/[\\/]node_modules[\\/]/.test(url));
}

/** A function as stacks have it, `burn (dist/report.js:12:3)`; files below `folder` from there on. */
export function formatFrame({ functionName, url, line, column }: StackFrame, folder: string) {
  if (url === "") return functionName;
  return `${functionName} (${placeIn(folder, url)}:${line}:${column})`;
}

const isFile = (url: string) => url.startsWith("file:") || isAbsolute(url);

function placeIn(folder: string, url: string): string {
  const path = pathOf(url);
  if (folder === "" || !isAbsolute(path)) return path;
  const inside = relative(folder, path);
  return inside === "" || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? path : inside;
}

/** The path of a file URL; anything else stays as it is. */
export function pathOf(url: string): string {
  if (!url.startsWith("file:")) return url;
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}
