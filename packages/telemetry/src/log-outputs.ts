import { writeSync } from "node:fs";
import { type LogDestination, type LogOutput, plainFile, rollingFile } from "@ettl/logging";
import type { TelemetryConfig } from "./config.ts";

/**
 * Opens what `[logging]` names.
 *
 * @throws {Error} The file can't be opened.
 */
export async function logOutputs({
  outputs,
  format,
  file,
}: TelemetryConfig["logging"]): Promise<readonly LogOutput[]> {
  return Promise.all(
    outputs.map(async (output) =>
      output === "file"
        ? { to: await openFile(file), format: file.format }
        : { to: output, format },
    ),
  );
}

function openFile({
  path,
  rotation,
  format: _,
  ...limits
}: TelemetryConfig["logging"]["file"]): Promise<LogDestination> {
  return rotation ? rollingFile({ path, ...limits, onProblem: toStandardError }) : plainFile(path);
}

/**
 * The log itself is what is at fault: standard error is the only other place. Not by its stream,
 * which ends the program if nobody reads it; what this throws, `rollingFile` ignores.
 */
function toStandardError({ message }: { readonly message: string }): void {
  writeSync(2, `ettl: ${message}\n`);
}
