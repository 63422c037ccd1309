import { passesLuhn } from "./check-digits.ts";
import { between, crockford, type HarmlessKind, uuid } from "./harmless-kind.ts";
import { brokenIban } from "./personal-data.ts";
import { alphanumeric, digits, hex, lower, type Random, upper } from "./random.ts";

/** As `make`, until Luhn's formula fails: a number that passes it by chance may well be a card. */
const noCard = (make: (random: Random) => string) => (random: Random) => {
  let number = make(random);
  while (passesLuhn(number.replace(/\D/g, ""))) number = make(random);
  return number;
};

const instant = (random: Random) =>
  new Date(1_700_000_000_000 + random.below(90_000_000) * 1000 + random.below(1000));

/** Numbers, hashes and codes that name something. */
export const harmlessIds: readonly HarmlessKind[] = [
  {
    kind: "version",
    make: (r) =>
      `${r.pick(["", "v"])}${r.below(30)}.${r.below(40)}.${r.below(99)}${r.pick(["", "-rc.1", "+build.77", "-alpha.0"])}`,
    sentences: [
      "upgraded films to {}",
      "{} is out",
      "Version {} installiert",
      "needs Node >= {}, giving up",
    ],
    keys: ["version", "release", "engine"],
  },
  {
    kind: "uuid",
    make: uuid,
    sentences: [
      "run {} finished",
      "job {} wird wiederholt",
      "row {} was updated",
      "requête {} traitée",
    ],
    keys: ["run", "id", "requestId", "job"],
  },
  {
    kind: "timestamp",
    make: (r) => {
      const at = instant(r);
      return r.pick([
        at.toISOString(),
        String(at.getTime()),
        `${at.getTime()}${r.text(digits, 6)}`,
        at.toISOString().slice(0, 19).replace("T", " "),
        at.toUTCString(),
      ]);
    },
    sentences: ["next run at {}", "last sync: {}", "Start um {}", "expires {}, renewed"],
    keys: ["at", "start", "expires", "created"],
  },
  {
    kind: "hash",
    make: (r) => r.text(hex, r.pick([7, 32, 40, 64, 128])),
    sentences: ["checked out {}", "etag {} unchanged", "sum of films.csv is {}", "commit {} signé"],
    keys: ["sha", "digest", "etag", "commit"],
  },
  {
    kind: "trace-id",
    make: (r) =>
      r.pick([r.text(hex, 32), r.text(hex, 16), `00-${r.text(hex, 32)}-${r.text(hex, 16)}-01`]),
    sentences: ["continuing trace {}", "span {} ended", "traceparent {} taken over"],
    keys: ["trace_id", "span_id", "traceparent"],
  },
  {
    kind: "numeric-id",
    make: noCard(
      (r) => r.pick(["4", "5", "37", "6011", "2", ""]) + r.text("123456789", r.pick([12, 13, 15])),
    ),
    sentences: [
      "tweet {} liked",
      "snowflake {} assigned",
      "Datensatz {} gelesen",
      "message {} acked",
    ],
    keys: ["id", "message_id", "offset", "row"],
  },
  {
    kind: "number-without-issuer",
    make: (r) => r.pick(["1", "7", "8", "9"]) + r.text(digits, r.pick([12, 13, 15, 17])),
    sentences: ["facebook object {} removed", "account {} has 3 films", "lsn {} flushed"],
    keys: ["object", "sequence", "cursor"],
  },
  {
    kind: "order",
    make: noCard((r) =>
      r.pick([
        `ORD-${r.text(digits, 10)}`,
        `${r.text(digits, 3)}-${r.text(digits, 7)}-${r.text(digits, 7)}`,
        `#${r.text(digits, 6)}`,
        `PO${r.text(digits, 8)}`,
      ]),
    ),
    sentences: [
      "order {} shipped",
      "commande {} expédiée",
      "Bestellung {} storniert",
      "pedido {} en curso",
    ],
    keys: ["order", "reference", "purchase"],
  },
  {
    kind: "tracking",
    make: noCard((r) =>
      r.pick([
        `1Z${r.text(upper + digits, 16)}`,
        `JD01${r.text(digits, 14)}`,
        `RR${r.text(digits, 9)}DE`,
        `00340${r.text(digits, 15)}`,
      ]),
    ),
    sentences: ["parcel {} is out for delivery", "colis {} livré", "Sendung {} zugestellt"],
    keys: ["parcel", "tracking", "shipment"],
  },
  {
    kind: "isbn-ean",
    make: noCard((r) =>
      r.pick([
        `978-${r.below(10)}-${r.text(digits, 3)}-${r.text(digits, 5)}-${r.below(10)}`,
        `978${r.text(digits, 10)}`,
        `40${r.text(digits, 11)}`,
        r.text(digits, 8),
      ]),
    ),
    sentences: ["book {} found", "scanned {} twice", "Artikel {} nicht auf Lager"],
    keys: ["isbn", "ean", "barcode"],
  },
  {
    kind: "phone",
    make: noCard((r) =>
      r.pick([
        `+49 30 ${r.text(digits, 7)}`,
        `(0${r.text(digits, 3)}) ${r.text(digits, 6)}`,
        `+1-${between(r, 200, 999)}-555-0${r.text(digits, 3)}`,
        `06 ${r.text(digits, 2)} ${r.text(digits, 2)} ${r.text(digits, 2)} ${r.text(digits, 2)}`,
      ]),
    ),
    sentences: ["call {} for help", "Hotline: {}", "numéro {} joint"],
    keys: ["phone", "hotline", "fax"],
  },
  {
    kind: "iban-like",
    make: brokenIban,
    sentences: ["part {} is out of stock", "reference {} does not exist", "Chargennummer {}"],
    keys: ["part", "reference", "lot"],
  },
  {
    kind: "serial",
    make: (r) =>
      r.pick([
        `SN-${r.text(upper, 3)}-${r.text(digits, 6)}`,
        r.text(upper + digits, 12),
        `${r.text(upper, 2)} ${r.text(digits, 3)} ${r.text(upper, 2)}`,
        `C02${r.text(crockford, 9)}`,
      ]),
    sentences: ["device {} came online", "Gerät {} gesperrt", "plate {} at the gate"],
    keys: ["serial", "device", "plate"],
  },
  {
    kind: "sortable-id",
    make: (r) =>
      r.pick([
        `01${r.text(crockford, 24)}`,
        `c${r.text(lower + digits, 24)}`,
        `cus_${r.text(alphanumeric, 14)}`,
        `pi_${r.text(alphanumeric, 24)}`,
        `req_${r.text(alphanumeric, 14)}`,
        r.text(hex, 24),
      ]),
    sentences: ["customer {} opened the page", "document {} saved", "événement {} reçu"],
    keys: ["customer", "document", "event"],
  },
  {
    kind: "ticket",
    make: (r) => `${r.text(upper, between(r, 2, 5))}-${between(r, 1, 9999)}`,
    sentences: ["see {} for why", "fixes {}", "Ticket {} geschlossen", "RFC {} says so"],
    keys: ["ticket", "issue", "case"],
  },
];
