import { byHand } from "./by-hand.ts";
import { card, email, iban, ipv4, ipv6, type Make } from "./personal-data.ts";
import type { PiiCase } from "./pii-case.ts";
import { lower } from "./random.ts";

const irish: Make = (random) => ({
  secret: `siobhan.o'${random.text(lower, 7)}@example.ie`,
});

/** Mail addresses, cards, accounts and IP addresses as mailers, shops, banks and proxies log them. */
export function personalByHand(): PiiCase[] {
  return [
    ...byHand("email", email, {
      message: [
        "RCPT TO:<{}> 550 5.1.1 user unknown",
        "MAIL FROM:<{}> SIZE=48213",
        "250 2.1.5 Ok, {} accepted for delivery",
        'From: "Films, weekly" <{}>',
        "password reset asked for by {}.",
        "duplicate key value violates unique constraint: Key (email)=({}) already exists.",
        "user {}: 14 films exported, 2 skipped",
        "GDPR erasure finished ({})",
        "invite/{}/accepted",
        "mailto:{}?subject=Export",
        "git: author {} is not in the team",
        "ldap bind as uid={},ou=people failed",
        "To: {}, Cc: nobody",
        "邮件已发送至{}，请查收",
        "Empfänger:{};Betreff:Rechnung",
        "merged accounts [{}] into 4711",
      ],
      field: [
        (s) => [{ event: "signup", email: s, plan: "free" }, "account.created"],
        (s) => [{ from: `Film club <${s}>`, subject: "Your export" }, "mail.sent"],
        (s) => [{ query: `SELECT id FROM users WHERE email = '${s}'`, ms: 3 }, "db.query"],
        (s) => [{ username: s, method: "oidc" }, "login.ok"],
        (s) => [{ command: `sendmail -f ${s} -t` }, "process.started"],
      ],
      nested: [
        (s) => [{ envelope: { from: "noreply", to: [s] }, accepted: 1 }, "smtp.done"],
        (s) => [{ user: { profile: { contact: { primary: s } } } }, "profile.read"],
        (s) => [
          {
            params: [
              ["$1", s],
              ["$2", 4],
            ],
          },
          "db.bound",
        ],
      ],
      array: [
        (s) => [{ rejected: [s], accepted: [] }, "smtp.partial"],
        (s) => [{ rows: [{ id: 1, owner: s }] }, "import.row"],
      ],
      "error-message": [
        "Can't send mail - all recipients were rejected: 550 <{}>: Recipient address rejected",
        "Validation failed: {} is already taken",
      ],
      "error-cause": ["no account for {}", "Mailbox of {} is over quota"],
      "format-args": ["sent digest to {}", "retry mail for user {}"],
      "url-field": [(s) => [{ url: `https://example.net/u?next=/home#mail=${s}` }, "http.done"]],
      "map-value": ["{}"],
    }),
    ...byHand("email", irish, {
      message: ["signed in: {}"],
      nested: [(s) => [{ user: { mail: s } }, "user.read"]],
    }),
    ...byHand("card", card, {
      message: [
        "PAN {} exp 12/28 authorised, code 00",
        "charge failed for {} (do_not_honor)",
        "field `name` holds {}; looks like a paste error",
        "refund to {}: 14.50 EUR",
        "3-D Secure challenge sent for card={}",
        "Kartennummer:{} Betrag:9,99 €",
        "duplicate transaction {}/9.99/EUR",
        "msg 0200 DE2={} DE4=000000000999",
        "chat: 'hi, my card {} does not work'",
        "numéro de carte « {} » non reconnu",
      ],
      field: [
        (s) => [{ pan: s, amount: 999, currency: "EUR" }, "payment.tried"],
        (s) => [{ csv: `17;${s};12/28;Anna` }, "import.row"],
        (s) => [{ comment: `please charge ${s} instead` }, "ticket.created"],
      ],
      nested: [
        (s) => [{ payment: { method: { type: "card", number: s } } }, "order.placed"],
        (s) => [{ body: { source: { object: "card", number: s, exp_month: 4 } } }, "stripe.call"],
      ],
      array: [(s) => [{ cells: ["17", s, "Anna"] }, "sheet.row"]],
      "error-message": ["Your card {} was declined.", "invalid number: {}"],
      "error-cause": ["gateway refused {} with 05"],
      "error-stack": ["cannot charge {}"],
      "format-args": ["card {}", "capturing {} now"],
      "json-text": ["{}"],
    }),
    ...byHand("iban", iban, {
      message: [
        "pain.001: <IBAN>{}</IBAN> rejected with AC01",
        "SEPA debit from {} scheduled for 2026-12-01",
        "IBAN:{} BIC:DEUTDEFFXXX",
        "Payout to account {}, 312.40 EUR, done",
        "Konto {} gesperrt, bitte prüfen",
        "le compte ({}) n'accepte pas les virements instantanés",
        "rekening {} niet gevonden",
      ],
      field: [
        (s) => [{ iban: s, holder: "A. Schmidt" }, "mandate.signed"],
        (s) => [{ remittance: `invoice 17 from ${s}` }, "statement.line"],
      ],
      nested: [(s) => [{ creditor: { account: { id: { iban: s } } } }, "camt.read"]],
      array: [(s) => [{ accounts: [s] }, "bank.linked"]],
      "error-message": ["account {} is closed", "Invalid IBAN: {}"],
      "error-cause": ["AC04 for {}"],
      "format-args": ["debit from {}"],
    }),
    ...byHand(
      "ip",
      ipv4,
      {
        message: [
          '{} - - [23/Nov/2026:17:04:11 +0000] "GET /metrics HTTP/1.1" 200 5124',
          "Failed password for root from {} port 52211 ssh2",
          "upstream {}:8080 timed out",
          "X-Real-IP: {}",
          "allow {}/32 in group films",
        ],
        field: [(s) => [{ remoteAddress: s, port: 52211 }, "socket.opened"]],
        nested: [(s) => [{ req: { socket: { remote: `::ffff:${s}` } } }, "request.read"]],
        "error-message": ["connect ETIMEDOUT {}:443", "getaddrinfo gave only {}"],
      },
      { asksForIp: true },
    ),
    ...byHand(
      "ip",
      ipv6,
      {
        message: ["accepted [{}]:52211", "client {} is over its limit", "route {}/64 dev eth0"],
        field: [(s) => [{ remoteAddress: s, family: "IPv6" }, "socket.opened"]],
        "error-message": ["connect EHOSTUNREACH {}:443"],
      },
      { asksForIp: true },
    ),
  ];
}
