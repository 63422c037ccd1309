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

/** The log itself is what is at fault: standard error is the only other place. */
function toStandardError({ message }: { readonly message: string }): void {
  process.stderr.write(`ettl: ${message}\n`);
}
