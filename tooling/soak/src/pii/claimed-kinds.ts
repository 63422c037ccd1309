import {
  basic,
  bearer,
  jwt,
  keyValue,
  privateKey,
  urlCredentials,
  urlQuery,
} from "./credentials.ts";
import { card, email, iban, ipv4, ipv6, type Make } from "./personal-data.ts";
import { anyOf, otherTokens, vendorTokens } from "./vendor-tokens.ts";

/** What a generator needs to know of a kind of secret. */
export interface ClaimedKind {
  readonly kind: string;
  readonly make: Make;
  /** As programs in several languages say it; `{}` is the value. */
  readonly sentences: readonly string[];
  /** Field names that say nothing about secrecy. */
  readonly keys: readonly string[];
  readonly header?: string;
  readonly urls?: readonly string[];
  readonly asksForIp?: boolean;
  /** Not in headers, keys of objects or the `Headers` class: it has line breaks. */
  readonly multiline?: boolean;
}

const tokenSentences = [
  "the token {} was rejected by the API, giving up",
  "rotating {} as it is older than 90 days",
  "Umgebung geladen, Schlüssel {} aktiv",
  "clé {} refusée par le fournisseur (403)",
  "se usó la clave {} desde otra región",
  "キー{}は無効です",
  "cannot clone: remote: invalid credentials {}, see the manual",
];
const tokenUrls = [
  "https://hooks.example.com/in/{}/post",
  "https://api.example.com/bot/{}/send?chat=4",
];

export const claimedKinds: readonly ClaimedKind[] = [
  {
    kind: "email",
    make: email,
    sentences: [
      "mail to {} bounced: 550 5.1.1 mailbox unavailable",
      "Welcome mail queued for {} (template onboarding-v3)",
      "Nachricht an {} zugestellt, 3 Anhänge",
      "l'utilisateur {} s'est connecté depuis un nouvel appareil",
      "No se pudo enviar el correo a {}: buzón lleno",
      "Wysłano fakturę na adres {}.",
      "メールを{}に送信しました",
      "письмо для <{}> отправлено",
    ],
    keys: ["recipient", "to", "user", "contact"],
    header: "x-forwarded-user",
    urls: [
      "https://mail.example.net/unsubscribe?address={}&list=7",
      "https://crm.example.net/people/{}/films",
    ],
  },
  {
    kind: "bearer",
    make: bearer,
    sentences: [
      "request was sent with {} and answered 401",
      "> Authorization: {}",
      "curl -H 'Authorization: {}' https://api.example.com/v2/films",
      "Anfrage mit {} abgelehnt",
      "en-tête reçu : {} (expiré)",
      "proxy added header authorization={} to the upstream call",
    ],
    keys: ["sent", "value", "line"],
    header: "Authorization",
  },
  {
    kind: "basic",
    make: basic,
    sentences: [
      "request was sent with {} and answered 403",
      "< Proxy-Authorization: {}",
      "registry login: Authorization: {} refused",
      "Anmeldung mit {} fehlgeschlagen",
      "encabezado {} no válido",
    ],
    keys: ["sent", "value", "line"],
    header: "Proxy-Authorization",
  },
  {
    kind: "jwt",
    make: jwt,
    sentences: [
      "jwt expired: {}",
      "could not verify {}: signature mismatch (kid 7)",
      "Sitzung {} abgelaufen",
      "jeton {} révoqué par l'administrateur",
      "トークン{}の検証に失敗しました",
      "id token '{}' has the wrong audience",
    ],
    keys: ["assertion", "received", "claim"],
    header: "x-amzn-oidc-data",
    urls: ["https://app.example.com/verify/{}", "https://app.example.com/join?invitation={}"],
  },
  {
    kind: "card",
    make: card,
    sentences: [
      "payment with card {} declined: insufficient funds",
      "Stripe: card_declined for {} (order A-1093)",
      "Karte {} wurde abgelehnt",
      "carte {} refusée, code 51",
      "La tarjeta {} ha caducado",
      "卡号{}无效",
      "charging {} for 9.99 EUR",
      "customer typed '{}' into the name field",
    ],
    keys: ["pan", "number", "account", "source"],
    header: "x-debug-source",
    urls: ["https://pay.example.com/check?number={}", "https://pay.example.com/cards/{}/charges"],
  },
  {
    kind: "iban",
    make: iban,
    sentences: [
      "transfer of 120.00 EUR to {} was returned (AC04)",
      "Lastschrift von {} geplatzt",
      "virement vers {} en attente",
      "domiciliación en la cuenta {} rechazada",
      "Bonifico su {}: coordinate errate",
      "payout account changed to {}, mail sent",
    ],
    keys: ["account", "creditor", "debtor", "payout"],
    header: "x-debug-account",
    urls: ["https://bank.example.com/validate?account={}"],
  },
  ...(["v4", "v6"] as const).map(
    (version): ClaimedKind => ({
      kind: "ip",
      make: version === "v4" ? ipv4 : ipv6,
      sentences: [
        "client {} sent too many requests",
        "login from {} refused after 5 attempts",
        "connect ECONNREFUSED to host {} port 5432",
        "Verbindung von {} getrennt",
        'peer "{}" closed the socket',
      ],
      keys: ["client", "peer", "remote"],
      header: "X-Forwarded-For",
      asksForIp: true,
    }),
  ),
  {
    kind: "url-credentials",
    make: urlCredentials,
    sentences: [
      "connecting to {} failed: ECONNREFUSED",
      "could not reach {} within 5 s",
      "Verbindung zu {} verloren",
      "connexion à {} impossible",
      "using {} for the nightly run",
      "cloning from {} into work",
    ],
    keys: ["dsn", "target", "upstream", "remote"],
    urls: ["{}"],
  },
  {
    kind: "url-query",
    make: urlQuery,
    sentences: [
      "GET {} answered 502",
      "fetch failed for {}: other side closed",
      "Weiterleitung nach {} (302)",
      "redirection vers {} refusée",
      "webhook delivered to <{}> on try 2",
    ],
    keys: ["target", "location", "href", "referer"],
    header: "Location",
  },
  {
    kind: "token",
    make: anyOf(vendorTokens),
    sentences: tokenSentences,
    keys: ["value", "argument", "found"],
    header: "x-debug-value",
    urls: tokenUrls,
  },
  {
    kind: "token",
    make: anyOf(vendorTokens),
    sentences: tokenSentences,
    keys: ["input", "line", "argv"],
    header: "x-seen",
  },
  {
    kind: "other-token",
    make: anyOf(otherTokens),
    sentences: tokenSentences,
    keys: ["value", "argument", "found"],
  },
  {
    kind: "private-key",
    make: privateKey,
    sentences: [
      "loaded {} from disk",
      "cannot parse key: {}",
      "unexpected content in tls.pem:\n{}",
      "Schlüssel gelesen: {}",
    ],
    keys: ["pem", "content", "file"],
    multiline: true,
  },
  {
    kind: "key-value",
    make: keyValue,
    sentences: [
      "invalid settings: {}",
      "POST /login with body {} answered 401",
      "spawn failed: mailer {} exited with 1",
      "Konfiguration: {}",
      "paramètres reçus : {}",
      "[worker 3] env {} loaded",
    ],
    keys: ["body", "argv", "line", "output"],
  },
];
