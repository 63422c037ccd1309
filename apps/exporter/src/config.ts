import { Cron } from "croner";
import * as z from "zod";
import { TraktAccount } from "./trakt/account.ts";

const secret = z.string().min(1).meta({ secret: true });

interface TraktSection {
  readonly client_id?: string | undefined;
  readonly access_token?: string | undefined;
}

/** Wants a key that need not stand in the file: it may come from a variable. */
function required(key: keyof TraktSection, variable: string) {
  return z.refine<TraktSection>((section) => section[key] !== undefined, {
    path: [key],
    error: `is missing. Set it in [trakt], or as the variable ${variable}`,
    // Told along with whatever else is wrong with the section.
    when: ({ value }) => typeof value === "object" && value !== null,
  });
}

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
      .describe("Of your application; the exports do without it. Also TRAKT_CLIENT_SECRET."),
    access_token: secret.optional().describe("Of the account. Also TRAKT_ACCESS_TOKEN. Required."),
    api_base_url: z
      .url({ protocol: /^https?$/, error: "expected an http or https URL" })
      .refine((url) => !URL.canParse(url) || !new URL(url).password, {
        error: "a password does not belong here",
      })
      .default("https://api.trakt.tv")
      .describe("Where the API is."),
  })
  .check(required("client_id", "TRAKT_CLIENT_ID"), required("access_token", "TRAKT_ACCESS_TOKEN"))
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
  })
  .transform((config) => ({
    exportDir: config.export_dir,
    filenames: {
      watched: config.watched_filename,
      history: config.history_filename,
      ratings: config.ratings_filename,
      watchlist: config.watchlist_filename,
    },
  }))
  .refine(({ filenames }) => new Set(Object.values(filenames)).size === 4, {
    error: "each export needs a file name of its own",
  })
  .prefault({})
  .describe("The files that are written.");

/** `[export]`: how and when. */
export const exportConfig = z
  .strictObject({
    format: z.literal("csv").default("csv").describe("What is written; there is one format."),
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
  })
  .prefault({})
  .describe("How and when.");

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
