import type { Telemetry } from "@ettl/telemetry";
import { type ExporterConfig, tokenFile } from "./exporter-config.ts";
import type { ExporterMetrics } from "./exporter-metrics.ts";
import { fixedToken, type TraktAuth } from "./trakt/auth.ts";
import { createBudget } from "./trakt/budget.ts";
import { createTraktClient, type TraktClient } from "./trakt/client.ts";
import { createOAuth } from "./trakt/oauth.ts";
import { storedAuth } from "./trakt/stored-auth.ts";

export interface TraktConnection {
  readonly client: TraktClient;
  readonly auth: TraktAuth;
  /** Attempts after the first ones, since the start. */
  readonly retries: () => number;
}

/** The client of the configured account, observed. One per program: its budget counts every request. */
export function connectTrakt(
  telemetry: Telemetry,
  config: ExporterConfig,
  { version, metrics }: { readonly version: string; readonly metrics: ExporterMetrics },
): TraktConnection {
  const { trakt } = config;
  const userAgent = `ettl-exporter/${version}`;
  const { clientId, clientSecret, accessToken, user, authBaseUrl } = trakt;
  const auth =
    accessToken !== undefined || user !== undefined
      ? fixedToken(accessToken)
      : storedAuth({
          path: tokenFile(config),
          oauth:
            clientSecret === undefined
              ? undefined
              : createOAuth({ baseUrl: authBaseUrl, clientId, clientSecret, userAgent }),
          onProblem: (message) => telemetry.logger.warn(message),
          onExpiry: metrics.tokenExpires,
        });
  let retries = 0;
  const client = createTraktClient({
    baseUrl: trakt.apiBaseUrl,
    clientId,
    auth,
    user,
    userAgent,
    budget: createBudget({
      requestsPer5Minutes: trakt.requestsPer5Minutes,
      onWait: metrics.waited,
    }),
    instrument(call, attempt) {
      if (call.resendCount > 0) retries++;
      return telemetry.apiCall(call, attempt);
    },
    aroundPage: ({ list, page }, read) =>
      telemetry.tracing.withSpan(
        `page ${list}`,
        { attributes: { "export.type": list, "export.page": page } },
        read,
      ),
    traceHeaders(url) {
      const headers: Record<string, string> = {};
      telemetry.tracing.inject(headers, { url });
      return headers;
    },
  });
  return { client, auth, retries: () => retries };
}
