import { expect, test } from "vitest";
import { csvLines } from "./csv.ts";

const title = (text: string) => [...csvLines(["Title"], [{ Title: text }])][1];

test("writes the columns' names, then a line per row, empty where nothing is known", () => {
  const rows = [
    { tmdbID: "27205", Title: "Inception", Year: 2010, Rewatch: true },
    { Title: "Primer", Rewatch: false },
    {},
  ];
  expect([...csvLines(["tmdbID", "Title", "Year", "Rewatch"], rows)].join("")).toBe(
    "tmdbID,Title,Year,Rewatch\n27205,Inception,2010,true\n,Primer,,false\n,,,\n",
  );
});

test("E5 quotes what would break a line, and nothing else", () => {
  expect(title("Good Luck, Have Fun")).toBe('"Good Luck, Have Fun"\n');
  expect(title('"Crocodile" Dundee')).toBe('"""Crocodile"" Dundee"\n');
  expect(title("two\nlines")).toBe('"two\nlines"\n');
  expect(title("two\r\nlines")).toBe('"two\r\nlines"\n');
  expect(title(" spaced ")).toBe('" spaced "\n');
  for (const plain of ["Amélie", "🎬", "שלום", "WALL·E", "a\0b", "it's; |"])
    expect(title(plain)).toBe(`${plain}\n`);
});

test("E6 leaves titles that look like formulas as they are", () => {
  for (const real of ["-30-", "+1", "@ Midnight", "=1+1"]) expect(title(real)).toBe(`${real}\n`);
});
