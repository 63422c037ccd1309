import { execFileSync } from "node:child_process";

/** Makes a named pipe, which Node has no function for. */
export function makeNamedPipe(path: string): void {
  execFileSync("sh", ["-c", 'mkfifo "$0"', path]);
}
