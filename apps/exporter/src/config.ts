import { Cron } from "croner";
import * as z from "zod";

const secret = z.string().min(1).meta({ secret: true });

/** `[trakt]`: whose account is read, and where. */
export const traktConfig = z
  .strictObject({
    client_id: z.string().min(1).optional(),
    client_secret: secret.optional(),
    access_token: secret.optional(),
    api_base_url: z
      .url({ protocol: /^https?$/ })
      .refine((url) => !new URL(url).password, { error: "a password does not belong here" })
      .default("https://api.trakt.tv"),
  })
  .transform((config) => ({
    clientId: config.client_id,
    clientSecret: config.client_secret,
    accessToken: config.access_token,
    apiBaseUrl: config.api_base_url,
  }))
  .prefault({});

const filename = z
  .string()
  .regex(/^(?!\.{1,2}$)[^/\\\0]+$/, "a file name without folders, such as watched.csv");

/** `[letterboxd]`: the files for the import. */
export const letterboxdConfig = z
  .strictObject({
    export_dir: z.string().min(1).default("exports"),
    watched_filename: filename.default("watched.csv"),
    history_filename: filename.default("history.csv"),
    ratings_filename: filename.default("ratings.csv"),
    watchlist_filename: filename.default("watchlist.csv"),
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
  .prefault({});

/** `[export]`: how and when. */
export const exportConfig = z
  .strictObject({
    format: z.literal("csv").default("csv"),
    timezone: z
      .string()
      .refine(isTimezone, { error: "an IANA time zone such as Europe/Paris" })
      .default("UTC"),
    schedule: z
      .string()
      .refine(isCron, { error: "a cron pattern such as 0 4 * * *" })
      .default("0 4 * * *"),
  })
  .prefault({});

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
