import { alnum, classAt, codeAt, digit, isAt, upper } from "./characters.ts";
import type { Finding, Recogniser } from "./finding.ts";

/**
 * Countries and the lengths of their account numbers. All agree with release 99 of the IBAN registry
 * of SWIFT as github.com/barend/java-iban has it (IBAN.yml, July 2026).
 */
const registry =
  "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24" +
  "FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32" +
  "LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24" +
  "RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

const lengths = new Map<string, number>();
for (let index = 0; index < registry.length; index += 4) {
  lengths.set(registry.slice(index, index + 2), Number(registry.slice(index + 2, index + 4)));
}

/** The first two letters of every account number there is. */
export const ibanCountries: readonly string[] = [...lengths.keys()];

function remainder(account: string): number {
  let rest = 0;
  const turned = account.slice(4) + account.slice(0, 4);
  for (let index = 0; index < turned.length; index++) {
    const value = Number.parseInt(turned[index] as string, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

/** An IBAN, in one or in capitals and groups of four, of a known country with a right checksum. */
export const findIban: Recogniser = (text, start) => {
  if (!isAt(text, start + 2, digit) || !isAt(text, start + 3, digit)) return undefined;
  const length = lengths.get(text.slice(start, start + 2).toUpperCase());
  if (length === undefined) return undefined;
  const grouped = !isAt(text, start + 4, alnum);
  const account = grouped ? groupedAccount(text, start, length) : text.slice(start, start + length);
  const end = start + account.length;
  if (isAt(text, end, alnum)) return undefined;
  const plain = account.replace(/[ \-\u00a0]/g, "").toUpperCase();
  if (plain.length !== length || !/^[A-Z0-9]+$/.test(plain)) return undefined;
  return remainder(plain) === 1 ? ({ start, end, kind: "iban" } satisfies Finding) : undefined;
};

function groupedAccount(text: string, start: number, length: number): string {
  const separator = codeAt(text, start + 4);
  if (separator !== 0x20 && separator !== 0x2d && separator !== 0xa0) return "";
  let index = start;
  for (let count = 0; count < length; count++, index++) {
    if (count > 0 && count % 4 === 0) {
      if (codeAt(text, index) !== separator) return "";
      index++;
    }
    if ((classAt(text, index) & (digit | upper)) === 0) return "";
  }
  return text.slice(start, index);
}
