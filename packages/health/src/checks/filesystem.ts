import { randomUUID } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HealthCheck, HealthCheckSettings } from "../check.ts";
import { settingsOf } from "./settings.ts";

/** What {@link filesystem} takes. */
export interface FilesystemOptions extends HealthCheckSettings {
  /** An existing folder. Never shown in the report. */
  readonly path: string;
  /** @default "filesystem" */
  readonly name?: string;
}

/** Unhealthy unless a small file can be written to the folder, read back and removed. */
export function filesystem(options: FilesystemOptions): HealthCheck {
  const { path, name = "filesystem" } = options;
  return {
    ...settingsOf(options),
    name,
    async run(signal) {
      const written = randomUUID();
      const file = join(path, `.ettl-health-${written}`);
      try {
        // "wx": what somebody else put there is neither followed nor overwritten.
        await explained("write", writeFile(file, written, { flag: "wx", mode: 0o600, signal }));
        const read = await explained("read", readFile(file, { encoding: "utf8", signal }));
        if (read !== written) throw new Error("read back something else than was written");
      } catch (error) {
        await rm(file, { force: true }).catch(() => {});
        throw error;
      }
      await explained("remove", rm(file));
      return { status: "healthy", message: "wrote, read back and removed a file" };
    },
  };
}

/** Node's message without the path in it: `cannot write: EACCES: permission denied`. */
async function explained<T>(action: string, operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(",", 1)[0] : "unknown reason";
    throw new Error(`cannot ${action}: ${reason}`, { cause: error });
  }
}
