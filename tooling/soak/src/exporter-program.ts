import { fileURLToPath } from "node:url";
import { type Program, startProgram } from "@ettl-tooling/test";

const main = fileURLToPath(new URL("../../../apps/exporter/dist/main.js", import.meta.url));

/** The stand-in for Trakt, as a process of its own. */
export async function startSandbox(
  plays: number,
): Promise<AsyncDisposable & { readonly url: string }> {
  const program = startProgram([main, "sandbox", "--plays", String(plays)]);
  const [, url = ""] = await program.printed(/on (http:\S+)/);
  return { url, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

export interface ExporterOptions {
  readonly folder: string;
  readonly url: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A module that is loaded first. */
  readonly preload?: URL;
}

/** Exports everything once, into `exports` of a folder, with what is remembered in `state`. */
export function startExport(
  { folder, url, env = {}, preload }: ExporterOptions,
  ...args: readonly string[]
): Program {
  const before = preload ? ["--import", preload.href] : [];
  return startProgram([...before, main, "export", ...args], {
    cwd: folder,
    env: {
      TRAKT_CLIENT_ID: "soak",
      TRAKT_ACCESS_TOKEN: "demo",
      ETTL_TRAKT__API_BASE_URL: url,
      ETTL_EXPORT__STATE_DIR: "state",
      LOG_LEVEL: "error",
      ...env,
    },
  });
}
