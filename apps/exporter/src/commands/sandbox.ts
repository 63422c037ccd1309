import { once } from "node:events";
import { startSandbox } from "../sandbox/sandbox.ts";

/** Serves the stand-in for Trakt until a signal comes. */
export async function sandboxCommand({ port }: { readonly port: number }): Promise<number> {
  const sandbox = await startSandbox({ port });
  process.stdout.write(
    `Trakt stand-in on ${sandbox.url} (any client id, token "demo"; faults: ${sandbox.url}/sandbox/faults)\n`,
  );
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  await sandbox.close();
  return 0;
}
