import { type ClaimedKind, claimedKinds } from "./claimed-kinds.ts";
import { type Make, passphrase, type Sample } from "./personal-data.ts";
import { info, type Log, type PiiCase } from "./pii-case.ts";
import { anywhere, collections, headers, headersClass, places, urls } from "./positions.ts";
import { createRandom } from "./random.ts";
import { secretKeys } from "./secret-keys.ts";

const variants = 2;

/** Every claimed kind in every position that it can take, with sentences and names at random. */
export function generatedPositives(): PiiCase[] {
  const placed = claimedKinds.flatMap((claimed, index) =>
    positionsOf(claimed).flatMap((position) => inPosition(claimed, position, index)),
  );
  return [...placed, ...underSecretKeys()];
}

/** A value whose text differs from its secret is more than a name: it can't be a key. */
const bare = new Set(["email", "card", "iban", "ip", "jwt", "token"]);

function positionsOf({ kind, header, urls: addresses, multiline }: ClaimedKind): string[] {
  const positions = { ...anywhere, "map-value": 0, set: 0 };
  if (bare.has(kind)) Object.assign(positions, collections);
  if (header && !multiline) Object.assign(positions, headers, headersClass);
  if (addresses) Object.assign(positions, urls);
  return Object.keys(positions);
}

function inPosition(claimed: ClaimedKind, position: string, index: number): PiiCase[] {
  const { kind, make, sentences, keys, header, urls: addresses, asksForIp } = claimed;
  const random = createRandom(`${kind}/${position}/${index}`);
  return Array.from({ length: variants }, (_, variant): PiiCase => {
    const made = make(random);
    // An address has no spaces: a number in groups is written without them.
    const { secret, alsoSecret, text = secret } = position in urls ? compact(made) : made;
    const url = addresses && random.pick(addresses);
    const log = places[position]?.({
      text,
      sentence: random.pick(sentences),
      key: random.pick(keys),
      ...(header && { header }),
      ...(url && { url }),
    });
    if (!log) throw new RangeError(`there is no position ${position}`);
    return {
      kind,
      position,
      name: `${kind} generated ${index}.${variant + 1} in ${position}`,
      secret,
      log,
      ...(alsoSecret && { alsoSecret }),
      ...(asksForIp && { asksForIp }),
    };
  });
}

function compact(sample: Sample): Sample {
  return sample.secret.includes(" ") ? { secret: sample.secret.replaceAll(" ", "") } : sample;
}

const shapes: Readonly<Record<string, (key: string, secret: string) => Log>> = {
  field: (key, secret) => info({ [key]: secret, user: 17 }, "settings.read"),
  nested: (key, secret) =>
    info({ options: { retries: 3, upstream: { host: "api", [key]: secret } } }, "client.made"),
  array: (key, secret) => info({ accounts: [{ id: 1 }, { id: 2, [key]: secret }] }, "list.read"),
  "list-value": (key, secret) => info({ [key]: [secret], attempt: 1 }, "request.sent"),
  "map-value": (key, secret) => info({ state: new Map([[key, secret]]) }, "state.saved"),
  child: (key, secret) => (logger) => logger.child({ [key]: secret }).info("worker.started"),
  "headers-object": (key, secret) => info({ headers: { accept: "*/*", [key]: secret } }, "sent"),
  "headers-pairs": (key, secret) =>
    info({ headers: Object.entries({ accept: "*/*", [key]: secret }) }, "request.sent"),
  "error-property": (key, secret) => (logger) => {
    const config = { url: "/v2/films", auth: { [key]: secret } };
    logger.error(Object.assign(new Error("Request failed with status code 401"), { config }));
  },
};

const password: Make = (random) => ({ secret: passphrase(random) });

function underSecretKeys(): PiiCase[] {
  return secretKeys.map((key, index) => {
    const random = createRandom(`secret-key/${key}`);
    const [position, shape] = Object.entries(shapes)[index % Object.keys(shapes).length] ?? [];
    if (!position || !shape) throw new RangeError("there are no shapes");
    const { secret } = password(random);
    return {
      kind: "secret-key",
      position,
      name: `secret-key ${key} in ${position}`,
      secret,
      log: shape(key, secret),
    };
  });
}
