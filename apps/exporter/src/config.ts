import { Cron } from "croner";
import * as z from "zod";
import { TraktAccount } from "./trakt/account.ts";

const secret = z.string().min(1).meta({ secret: true });

interface TraktSection {
  readonly client_id?: string | undefined;
}

const serverUrl = z
  .url({ protocol: /^https?$/, error: "expected an http or https URL" })
  .refine((url) => !URL.canParse(url) || !new URL(url).password, {
    error: "a password does not belong here",
  });

/** Wants a key that need not stand in the file: it may come from a variable. */
const clientIdRequired = z.refine<TraktSection>((section) => section.client_id !== undefined, {
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
      .min(1)
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
  })
  .check(clientIdRequired)
  .transform((section) => new TraktAccount(section))
  .prefault({})
  .describe("The account that is exported.");

const filename = z
  .string()
  .regex(/^(?!\.{1,2}$)[^/\\\0]+$/, "a file name without folders, such as watched.csv");

/** `[letterboxd]`: the files for the import. */
export const letterboxdConfig = z
  .strictObject({
    export_dir: z
      .string()
      .min(1)
      .default("exports")
      .describe("Folder of the files; made when it is missing."),
    watched_filename: filename
      .default("watched.csv")
      .describe("Films that were seen. Names have no folders, and each is different."),
    history_filename: filename.default("history.csv").describe("Plays, with their days."),
    ratings_filename: filename.default("ratings.csv").describe("Films with their ratings."),
    watchlist_filename: filename.default("watchlist.csv").describe("Films to be seen."),
    collection_filename: filename.default("collection.csv").describe("Films that are owned."),
  })
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
  .refine(({ filenames }) => areApart(Object.values(filenames)), {
    error: "each export needs a file name of its own, which is no part (x-2.csv) of another",
  })
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
      .refine(isTimezone, { error: "an IANA time zone such as Europe/Paris" })
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
    timezone: config.timezone,
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

/** Large files are split: a name must not be what a part of another would be called. */
function areApart(names: readonly string[]): boolean {
  const bases = names.map((name) => name.replace(/(\.[^.]*)?$/, ""));
  return bases.every((base, index) =>
    bases.every(
      (other, place) =>
        place === index ||
        (other !== base &&
          !(other.startsWith(`${base}-`) && /^\d+$/.test(other.slice(base.length + 1)))),
    ),
  );
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
