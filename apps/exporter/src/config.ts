import { Cron } from "croner";
import * as z from "zod";
import { filenameKeys, filenamesApart } from "./letterboxd/filenames.ts";
import { TraktAccount } from "./trakt/account.ts";

/** As in the Go program that this one follows, an empty text is none. */
const secret = z.string().meta({ secret: true });

/** A key of the Go program that has nothing to decide here. */
const retired = (why: string) => z.unknown().optional().meta({ retired: why });

interface TraktSection {
  readonly client_id?: string | undefined;
}

const serverUrl = z
  .url({ protocol: /^https?$/, error: "expected an http or https URL" })
  .refine((url) => !URL.canParse(url) || !new URL(url).password, {
    error: "a password does not belong here",
  });

/** Wants a key that need not stand in the file: it may come from a variable. */
const clientIdRequired = z.refine<TraktSection>(({ client_id: id = "" }) => id !== "", {
  path: ["client_id"],
  error: "is missing. Set it in [trakt], or as the variable TRAKT_CLIENT_ID",
  // Told along with whatever else is wrong with the section.
  when: ({ value }) => typeof value === "object" && value !== null,
});

/** `[trakt]`: whose account is read, and where. */
export const traktConfig = z
  .strictObject({
    client_id: z
      .string()
      .optional()
      .describe("Of your application at Trakt. Also TRAKT_CLIENT_ID. Required."),
    client_secret: secret
      .optional()
      .describe(
        "Of your application; `login` needs it, and so does the renewal of what it stored. Also TRAKT_CLIENT_SECRET.",
      ),
    access_token: secret
      .optional()
      .describe(
        "Of the account, in place of a login; it is never renewed. Also TRAKT_ACCESS_TOKEN.",
      ),
    user: z
      .string()
      .min(1)
      .optional()
      .describe("Whose public profile is read, without any login. Also --user."),
    token_file: z
      .string()
      .min(1)
      .optional()
      .describe("Where `login` stores its token. Default: trakt-token.json in export.state_dir."),
    api_base_url: serverUrl.default("https://api.trakt.tv").describe("Where the API is."),
    auth_base_url: serverUrl.default("https://auth.trakt.tv").describe("Where logins are."),
    requests_per_5_minutes: z
      .int()
      .min(5)
      .default(500)
      .describe("Requests in any 5 minutes at most: a fifth at once, the others spread evenly."),
    extended_info: retired("each list is asked for what its file needs"),
  })
  .check(clientIdRequired)
  .transform((section) => new TraktAccount(section))
  .prefault({})
  .describe("The account that is exported.");

/** `[letterboxd]`: the files for the import. */
export const letterboxdConfig = z
  .strictObject({
    export_dir: z
      .string()
      .min(1)
      .default("exports")
      .describe("Folder of the files; made when it is missing."),
    ...filenameKeys,
    shows_filename: retired("Letterboxd has films only, so shows are not exported"),
    letterboxd_import_filename: retired("each of the files is one that Letterboxd imports"),
  })
  .check(filenamesApart)
  .transform((config) => ({
    exportDir: config.export_dir,
    filenames: {
      watched: config.watched_filename,
      history: config.history_filename,
      ratings: config.ratings_filename,
      watchlist: config.watchlist_filename,
      collection: config.collection_filename,
    },
  }))
  .prefault({})
  .describe("The files that are written.");

/** `[export]`: how and when. */
export const exportConfig = z
  .strictObject({
    format: z
      .enum(["csv", "json", "ndjson"])
      .default("csv")
      .describe("csv for Letterboxd; json or ndjson, with that ending, for programs of your own."),
    history_mode: z
      .enum(["individual", "aggregated"])
      .default("individual")
      .describe("individual: every play; aggregated: one row per film, its last play."),
    spreadsheet_safe: z
      .boolean()
      .default(false)
      .describe("Put an apostrophe before titles that a spreadsheet would run as a formula."),
    timezone: z
      .string()
      .refine((name) => name === "" || isTimezone(name), {
        error: "an IANA time zone such as Europe/Paris",
      })
      .default("UTC")
      .describe("IANA time zone of the diary's days and of the schedule."),
    schedule: z
      .string()
      .refine(isCron, { error: "a cron pattern such as 0 4 * * *" })
      .default("0 4 * * *")
      .describe("When `ettl-exporter serve` exports, as a cron pattern."),
    state_dir: z
      .string()
      .min(1)
      .default(".ettl-exporter")
      .describe("Folder of what is remembered: pages, counts, the login. Of one machine."),
    full_after_days: z
      .number()
      .min(0)
      .default(7)
      .describe("A list that Trakt calls unchanged is read all the same after so many days."),
    max_drop_percent: z
      .number()
      .min(0)
      .max(100)
      .default(20)
      .describe("An export with so much fewer rows than the last one fails; 100: never."),
    date_format: retired("Letterboxd reads days as 2026-11-30 only"),
    ping_url: z
      .url({ protocol: /^https?$/, error: "expected an http or https URL" })
      .meta({ secret: true })
      .optional()
      .describe(
        "Heartbeat of the runs, as healthchecks.io takes it: /start, then success or /<exit code>.",
      ),
  })
  .transform((config) => ({
    format: config.format,
    historyMode: config.history_mode,
    spreadsheetSafe: config.spreadsheet_safe,
    timezone: config.timezone || "UTC",
    schedule: config.schedule,
    stateDir: config.state_dir,
    fullAfterMs: config.full_after_days * 86_400_000,
    maxDropPercent: config.max_drop_percent,
    ping: secretUrl(config.ping_url),
  }))
  .prefault({})
  .describe("How and when.");

/** The address is a key: it is in no printed form of the configuration. */
function secretUrl(url: string | undefined): (() => string) | undefined {
  return url === undefined ? undefined : () => url;
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isCron(pattern: string): boolean {
  try {
    new Cron(pattern, { paused: true }).stop();
    return true;
  } catch {
    return false;
  }
}
