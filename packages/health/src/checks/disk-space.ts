import { statfs } from "node:fs/promises";
import type { HealthCheck, HealthCheckSettings } from "../check.ts";
import { settingsOf } from "./settings.ts";

/** What {@link diskSpace} takes. */
export interface DiskSpaceOptions extends HealthCheckSettings {
  /** A file or folder on the file system. Never shown in the report. */
  readonly path: string;
  /** @default "disk_space" */
  readonly name?: string;
  /**
   * Degraded when less than this share, 0 to 1, is free. Counts for the space and, where the file
   * system has a fixed number of them, for the inodes.
   *
   * @default 0.1
   */
  readonly degradedBelowRatio?: number;
  /** @default 0.05 */
  readonly unhealthyBelowRatio?: number;
  /** Degraded when fewer megabytes (2^20 bytes) are free. */
  readonly degradedBelowMb?: number;
  /** Unhealthy when fewer megabytes (2^20 bytes) are free. */
  readonly unhealthyBelowMb?: number;
}

/**
 * Judges how much of a file system an ordinary user can still fill.
 *
 * @throws {RangeError} when a limit is negative, or a ratio above 1.
 */
export function diskSpace(options: DiskSpaceOptions): HealthCheck {
  const { path, name = "disk_space" } = options;
  const { degradedBelowRatio = 0.1, unhealthyBelowRatio = 0.05 } = options;
  const { degradedBelowMb = 0, unhealthyBelowMb = 0 } = options;
  const limits = { degradedBelowRatio, unhealthyBelowRatio, degradedBelowMb, unhealthyBelowMb };
  for (const [key, value] of Object.entries(limits))
    if (!(value >= 0 && (value <= 1 || key.endsWith("Mb"))))
      throw new RangeError(
        `health check ${JSON.stringify(name)}: ${key} is ${value}, must be 0 or more${key.endsWith("Ratio") ? " and at most 1" : ""}`,
      );

  return {
    ...settingsOf(options),
    name,
    async run() {
      const { bsize, blocks, bavail, files, ffree } = await statfs(path).catch(
        (error: NodeJS.ErrnoException) => {
          throw new Error(`cannot look at the file system: ${error.code ?? "unknown reason"}`);
        },
      );
      // Some file systems, tmpfs of no size among them, have neither blocks nor inodes to count.
      const freeRatio = blocks > 0 ? bavail / blocks : 1;
      const freeInodesRatio = files > 0 ? ffree / files : 1;
      const freeMb = blocks > 0 ? (bavail * bsize) / 1024 / 1024 : Number.POSITIVE_INFINITY;
      const below = (ratio: number, mb: number) =>
        freeRatio < ratio || freeInodesRatio < ratio || freeMb < mb;
      const status = below(unhealthyBelowRatio, unhealthyBelowMb)
        ? "unhealthy"
        : below(degradedBelowRatio, degradedBelowMb)
          ? "degraded"
          : "healthy";
      const space = `${size(bavail * bsize)} of ${size(blocks * bsize)} free (${percent(freeRatio)})`;
      const inodes = `${percent(freeInodesRatio)} of inodes free`;
      return {
        status,
        message: freeInodesRatio < degradedBelowRatio ? `${space}, ${inodes}` : space,
        details: {
          free_mb: Math.round((bavail * bsize) / 1024 / 1024),
          total_mb: Math.round((blocks * bsize) / 1024 / 1024),
          free_ratio: Number(freeRatio.toFixed(4)),
          free_inodes_ratio: Number(freeInodesRatio.toFixed(4)),
        },
      };
    },
  };
}

const percent = (ratio: number) => `${(ratio * 100).toFixed(1)} %`;

/** In the largest unit of 1024 that leaves a number above 1: `3.2 GB`. */
function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${units[power]}`;
}
