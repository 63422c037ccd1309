import * as z from "zod";

const filename = z
  .string()
  .regex(/^(?!\.{1,2}$)[^/\\\0]+$/, "a file name without folders, such as watched.csv");

const named = (name: string, what: string) => filename.default(name).describe(what);

/** The keys of `[letterboxd]` that name a file, by what is in it. */
export const filenameKeys = {
  watched_filename: named(
    "watched.csv",
    "Films that were seen. Names have no folders, and each is different.",
  ),
  history_filename: named("history.csv", "Plays, with their days."),
  ratings_filename: named("ratings.csv", "Films with their ratings."),
  watchlist_filename: named("watchlist.csv", "Films to be seen."),
  collection_filename: named("collection.csv", "Films that are owned."),
};

type Filenames = { readonly [K in keyof typeof filenameKeys]: string };
type Key = keyof Filenames;

/** Large files are split: a name must not be what a part of another would be called. */
export const filenamesApart = z.check<Filenames>(({ value, issues }) => {
  const keys = Object.keys(filenameKeys) as Key[];
  for (const [index, key] of keys.entries())
    for (const earlier of keys.slice(0, index)) {
      if (areApart(baseOf(value[key]), baseOf(value[earlier]))) continue;
      const isDefault = value[key] === filenameKeys[key].parse(undefined);
      const [wrong, other] = isDefault ? [earlier, key] : [key, earlier];
      issues.push({
        code: "custom",
        input: value,
        path: [wrong],
        message: `clashes with ${other}: each export needs a file name of its own, which is no part (x-2.csv) of another`,
      });
    }
});

function baseOf(name: string): string {
  return name.replace(/(\.[^.]*)?$/, "");
}

function areApart(one: string, other: string): boolean {
  return one !== other && !isPartOf(one, other) && !isPartOf(other, one);
}

function isPartOf(part: string, whole: string): boolean {
  return part.startsWith(`${whole}-`) && /^\d+$/.test(part.slice(whole.length + 1));
}
