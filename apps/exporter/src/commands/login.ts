import { dirname } from "node:path";
import { type ConfigSource, UsageError } from "@ettl/telemetry/program";
import { loadConfigForLogin, tokenFile } from "../exporter-config.ts";
import { makeFolder } from "../make-folder.ts";
import { lock } from "../state/lock.ts";
import { createOAuth } from "../trakt/oauth.ts";
import { expiryOf, writeToken } from "../trakt/token-file.ts";

/** Logs in by a code that the owner of the account enters in a browser, and stores the token. */
export async function loginCommand({
  source,
  version,
}: {
  readonly source: ConfigSource;
  readonly version: string;
}): Promise<number> {
  const config = await loadConfigForLogin(source);
  const { clientId, clientSecret, authBaseUrl } = config.trakt;
  if (clientSecret === undefined)
    throw new UsageError(
      "login needs the secret of your application at Trakt: set trakt.client_secret, or the variable TRAKT_CLIENT_SECRET",
    );
  const path = tokenFile(config);
  // Found out before somebody types a code in vain.
  await makeFolder(dirname(path));
  const userAgent = `ettl-exporter/${version}`;
  const oauth = createOAuth({ baseUrl: authBaseUrl, clientId, clientSecret, userAgent });
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once("SIGINT", interrupt);
  try {
    const token = await oauth.login(({ verificationUrl, userCode, expiresInSeconds }) => {
      process.stdout.write(
        `Open ${verificationUrl} and enter the code ${userCode} within ${Math.round(expiresInSeconds / 60)} min.\n`,
      );
    }, interrupted.signal);
    const release = await lock(dirname(path), {
      name: "token",
      what: "the token is being renewed",
      waitMs: 45_000,
    });
    try {
      await writeToken(path, token);
    } finally {
      await release();
    }
    process.stdout.write(
      `Logged in. The token is in ${path} and good until ${new Date(expiryOf(token)).toISOString()}; it is renewed before.\n`,
    );
    return 0;
  } catch (error) {
    if (interrupted.signal.aborted) return 130;
    throw error;
  } finally {
    process.off("SIGINT", interrupt);
  }
}
