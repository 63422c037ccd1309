import { readFileSync } from "node:fs";

/** A film as the API describes it. */
export interface Film {
  readonly title: string | null;
  readonly year: number | null;
  readonly ids: {
    readonly trakt: number;
    readonly slug: string;
    readonly imdb: string | null;
    readonly tmdb: number | null;
  };
}

/** One line of `data/catalogue.json`; the slug is given only where it does not follow from the title. */
type CatalogueRow = readonly [
  trakt: number,
  imdb: string | null,
  tmdb: number | null,
  year: number | null,
  title: string,
  slug?: string,
];

/** Reads the several hundred real films that are shipped with the program. */
export function readCatalogue(): Film[] {
  const file = new URL("../../data/catalogue.json", import.meta.url);
  const rows = JSON.parse(readFileSync(file, "utf8")) as CatalogueRow[];
  return rows.map(([trakt, imdb, tmdb, year, title, slug = slugOf(title, year)]) => ({
    title,
    year,
    ids: { trakt, slug, imdb, tmdb },
  }));
}

function slugOf(title: string, year: number | null): string {
  const words = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{Mark}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return year === null ? words : `${words}-${year}`;
}
