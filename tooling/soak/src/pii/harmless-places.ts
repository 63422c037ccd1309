import { type HarmlessKind, program, uuid } from "./harmless-kind.ts";
import { ipv4 } from "./personal-data.ts";
import { alphanumeric, digits, hex, lower, upper } from "./random.ts";

/** Addresses, packages, pods, files, and what is drawn or scheduled. */
export const harmlessPlaces: readonly HarmlessKind[] = [
  {
    kind: "coordinates",
    make: (r) =>
      `${r.below(90)}.${r.text(digits, 6)}, ${r.pick(["", "-"])}${r.below(180)}.${r.text(digits, 6)}`,
    sentences: ["cinema at {}", "geocoded to {} in 35 ms", "Kino bei {}"],
    keys: ["position", "geo", "center"],
  },
  {
    kind: "package",
    make: (r) =>
      r.pick([
        `@ettl/${program(r)}@${r.below(9)}.${r.below(20)}.${r.below(9)}`,
        `${program(r)}@${r.below(9)}.${r.below(20)}.${r.below(9)}`,
        `@types/${program(r)}`,
        `actions/${program(r)}@v${r.below(6)}`,
        `${program(r)}@npm:${program(r)}@^2.0.0`,
      ]),
    sentences: [
      "added {} in 2 s",
      "npm WARN deprecated {}: no longer kept",
      "cannot resolve {}",
      "{} hat 2 Abhängigkeiten",
    ],
    keys: ["package", "dependency", "module"],
  },
  {
    kind: "mention",
    make: (r) =>
      r.pick([
        `@${program(r)}_${r.text(lower, 4)}`,
        `@${upper[r.below(26)]}${r.text(lower, 6)}()`,
        `${program(r)}@${r.text(lower, 6)}`,
        `#${r.text(lower, 6)}`,
      ]),
    sentences: ["ping {} about this", "decorator {} was applied", "posted by {} on the board"],
    keys: ["mention", "handle", "node"],
  },
  {
    kind: "pod",
    make: (r) =>
      r.pick([
        `${program(r)}-${r.text(lower + digits, 10)}-${r.text(lower + digits, 5)}`,
        `ip-10-0-${r.below(255)}-${r.below(255)}.ec2.internal`,
        `${program(r)}-${r.below(5)}.${program(r)}.default.svc.cluster.local`,
        `gke-prod-pool-1-${r.text(hex, 8)}-${r.text(lower, 4)}`,
      ]),
    sentences: [
      "pod {} was evicted",
      "back-off restarting {}",
      "Pod {} ist bereit",
      "scheduled on {}",
    ],
    keys: ["pod", "node", "host"],
  },
  {
    kind: "image",
    make: (r) =>
      `registry.example.com/${program(r)}${r.pick([":1.4", "", ":latest"])}@sha256:${r.text(hex, 64)}`,
    sentences: ["pulled {}", "image {} is present already", "Abbild {} geladen"],
    keys: ["image", "digest", "ref"],
  },
  {
    kind: "base64-image",
    make: (r) =>
      `data:image/png;base64,iVBORw0KGgo${r.text(`${alphanumeric}+/`, 80 + r.below(200))}=`,
    sentences: ["poster is {}", "inline {} is too big", "ignored src='{}'"],
    keys: ["poster", "thumbnail", "src"],
  },
  {
    kind: "git-url",
    make: (r) =>
      r.pick([
        `https://github.com/acme/${program(r)}.git`,
        `git@github.com:acme/${program(r)}.git`,
        `ssh://git@gitlab.example.com:22/acme/${program(r)}.git`,
        `git+https://github.com/acme/${program(r)}.git#v1.2`,
      ]),
    sentences: ["cloning {}", "origin is {}", "Klone {} nach work"],
    keys: ["repository", "origin", "remote"],
  },
  {
    kind: "url",
    make: (r) =>
      `https://api.example.com/v2/${program(r)}${r.pick(["?page=2&sort=title", "?q=token+ring&limit=50", "?token_type=bearer&lang=fr", "?max_tokens=512&model=small", "?extended=full#top", ":8443/health?verbose=1", "?keyword=secret+garden"])}`,
    sentences: ["GET {} 200 in 31 ms", "fetched {}", "{} geladen (12 kB)", "redirecting to {}"],
    keys: ["url", "href", "next"],
  },
  {
    kind: "colour-size",
    make: (r) =>
      r.pick([
        `#${r.text(hex, 6)}`,
        `rgba(${r.below(255)}, ${r.below(255)}, ${r.below(255)}, 0.5)`,
        `${r.below(2000)}x${r.below(2000)}`,
        `${r.below(99)}.${r.below(10)} kB`,
        `0x${r.text(hex, 8)}`,
      ]),
    sentences: ["drew {} on the page", "poster is {}", "Farbe {} gesetzt"],
    keys: ["colour", "size", "address"],
  },
  {
    kind: "cron",
    make: (r) =>
      `${r.below(60)} ${r.below(24)} ${r.pick(["*", "1", "*/2"])} * ${r.pick(["*", "1-5", "MON"])}`,
    sentences: ["schedule {} accepted", "job runs at {}", "Zeitplan {} ungültig"],
    keys: ["schedule", "cron", "pattern"],
  },
  {
    kind: "ip-not-asked-for",
    make: (r) => `${ipv4(r).secret}${r.pick(["", ":8080", "/24"])}`,
    sentences: ["client {} connected", "listening on {}", "Verbindung von {} angenommen"],
    keys: ["client", "address", "peer"],
  },
  {
    kind: "mac-arn",
    make: (r) =>
      r.pick([
        [1, 2, 3, 4, 5, 6].map(() => r.text(hex, 2)).join(":"),
        `arn:aws:lambda:eu-west-1:${r.text(digits, 12)}:function:${program(r)}`,
        `s3://films-${r.text(digits, 6)}/out/${program(r)}.csv`,
        `urn:uuid:${uuid(r)}`,
      ]),
    sentences: ["bound to {}", "invoking {}", "Ziel ist {}"],
    keys: ["target", "resource", "link"],
  },
  {
    kind: "file-name",
    make: (r) =>
      r.pick([
        `${program(r)}@2x.png`,
        `${r.text(hex, 20)}.chunk.js`,
        `app.2026-11-23.${r.below(9)}.log`,
        `${program(r)}.min.js?v=${r.text(hex, 8)}`,
        `/usr/lib/node_modules/@acme/${program(r)}/dist/index.js:${r.below(999)}:${r.below(80)}`,
      ]),
    sentences: ["served {}", "rolled over to {}", "Datei {} fehlt", "at {}"],
    keys: ["file", "asset", "path"],
  },
];
