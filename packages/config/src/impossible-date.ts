import { statementsOf } from "./toml-statements.ts";

// The parser rolls these over to the next month; days past 31 it refuses by itself.
const SUSPECT = /\d{4}-(?:02-(?:29|3[01])|(?:0[469]|11)-31)/;
const DATE = /(\d{4})-(\d{2})-(\d{2})/y;

/** Where a valid TOML text first has a date that no calendar has, such as 2024-02-30. */
export function impossibleDate(text: string): { offset: number; length: number } | undefined {
  if (!SUSPECT.test(text)) return undefined;
  const found = statementsOf(text)
    .flatMap(({ bare }) => bare)
    .find((offset) => {
      DATE.lastIndex = offset;
      const [date, year, month, day] = DATE.exec(text) ?? [];
      if (date === undefined) return false;
      const midnight = new Date(`${date}T00:00:00Z`);
      return (
        midnight.getUTCFullYear() !== Number(year) ||
        midnight.getUTCMonth() + 1 !== Number(month) ||
        midnight.getUTCDate() !== Number(day)
      );
    });
  return found === undefined ? undefined : { offset: found, length: "2024-02-30".length };
}
