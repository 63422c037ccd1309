import { byHand } from "./by-hand.ts";
import { type Make, passphrase } from "./personal-data.ts";
import type { PiiCase } from "./pii-case.ts";
import { alphanumeric, digits } from "./random.ts";

const plain: Make = (random) => ({ secret: passphrase(random) });
const words: Make = (random) => {
  const word = () =>
    random.pick(["correct", "horse", "battery", "staple", "orange", "window", "Straße", "été"]);
  return { secret: [word(), word(), word(), random.text(digits, 4)].join(" ") };
};
const numeric: Make = (random) => ({ secret: `7${random.text(digits, 9)}` });
const sid: Make = (random) => ({ secret: `s:${random.text(alphanumeric, 32)}` });

/** Secrets that only a name gives away: pairs in a text, and values under a secret's key. */
export function namedSecretsByHand(): PiiCase[] {
  return [
    ...byHand("key-value", plain, {
      message: [
        "login failed for anna, password={}",
        "login failed: user=anna password={} ip=none",
        "mysqldump --user=root --password={} films > films.sql",
        "PGPASSWORD={} pg_dump -h db films",
        "docker run -e POSTGRES_PASSWORD={} postgres:15",
        "helm upgrade films ./chart --set auth.password={} --wait",
        'POST /login {"email":null,"password":"{}","remember":true}',
        'request body was {"client_id":"films","client_secret":"{}"}',
        "grant_type=password&username=anna&password={}&scope=all",
        "form: username=anna;password={};remember=on",
        "invalid config: smtp.password = {} (expected a file)",
        "config loaded: { host: 'db', password: '{}', port: 5432 }",
        "ConnectionString=Host=db;Username=films;Password={};Database=films",
        "Driver=ODBC18;Server=sql;UID=sa;PWD={}",
        "DefaultEndpointsProtocol=https;AccountName=films;AccountKey={}",
        "api_key={} is not valid for project films",
        "API-Key: {}\nAccept: */*",
        "x-api-key: {} rejected by the gateway",
        "secret: {}",
        'client_secret: "{}"',
        "access_token={}; expires_in=3600",
        "refreshToken='{}' used twice",
        "token={}",
        "set-cookie: session={}; Path=/; HttpOnly",
        "Cookie: sid={}; theme=dark",
        "aws_secret_access_key={}",
        "TRAKT_CLIENT_SECRET={} is set but empty in the file",
        "+ export GITHUB_TOKEN={}",
        "Passwort={} ist zu kurz; password={}",
        'level=error msg="auth failed" password="{}" user=anna',
        "spring.datasource.password={}",
        "env[DB_PASSWORD]={}",
        "option -Djavax.net.ssl.keyStorePassword={} is unknown",
        "args: [--token={}, --quiet]",
        "ALTER ROLE films, password = '{}'",
      ],
      field: [
        (s) => [{ command: `curl -u anna -d password=${s} https://api.example.com` }, "exec"],
        (s) => [{ stderr: `bad option: --api-key=${s}\n` }, "child.ended"],
        (s) => [{ body: JSON.stringify(JSON.stringify({ password: s })) }, "queue.message"],
        (s) => [{ payload: JSON.stringify({ auth: { clientSecret: s } }, null, 2) }, "hook"],
        (s) => [{ text: `{"a":1,"access_token":"${s}","b":` }, "json.cut"],
      ],
      nested: [(s) => [{ event: { raw: { line: `refresh_token=${s}` } } }, "kafka.read"]],
      array: [
        (s) => [{ argv: ["mysql", "-uroot", `--password=${s}`] }, "exec"],
        (s) => [{ env: ["PATH=/bin", `DB_PASSWORD=${s}`] }, "docker.created"],
      ],
      "error-message": [
        "Command failed: psql 'host=db password={}'",
        'Unexpected token in JSON: {"password":"{}"',
        "spawn: exit 1: --client-secret={}",
        "invalid_client: client_secret={}",
      ],
      "error-stack": ["bad line in .env: API_KEY={}"],
      "error-cause": ['cannot parse "password={}"', "token={} was revoked"],
      "format-args": ["password={}", "using api_key={} for films", 'body {"secret":"{}"}'],
      "map-value": [(s) => [{ last: new Map([["cmd", `login --password=${s}`]]) }, "job"]],
    }),
    ...byHand("secret-key", words, {
      field: [
        (s) => [{ username: "anna", password: s }, "login.failed"],
        (s) => [{ passphrase: s, file: "id_ed25519" }, "ssh.key"],
        (s) => [{ "db-password": s }, "settings"],
      ],
      nested: [
        (s) => [{ smtp: { auth: { user: "mailer", password: s } } }, "mailer.ready"],
        (s) => [{ req: { body: { old_password: "x", new_password: s } } }, "password.changed"],
        (s) => [{ config: { database: { connection: { user: "a", password: s } } } }, "knex"],
      ],
      "json-text": [(s) => [{ body: JSON.stringify({ user: "anna", password: s }) }, "refused"]],
    }),
    ...byHand("secret-key", numeric, {
      field: [
        (s) => [{ password: Number(s), user: "anna" }, "login.failed"],
        (s) => [{ secret: BigInt(s) }, "totp.made"],
      ],
      nested: [(s) => [{ user: { id: 4, passwd: Number(s) } }, "row"]],
    }),
    ...byHand("secret-key", sid, {
      "headers-object": [
        (s) => [{ headers: { cookie: `sid=${s}; theme=dark` } }, "request"],
        (s) => [{ headers: { "set-cookie": [`sid=${s}; Path=/; HttpOnly`, "a=b"] } }, "response"],
        (s) => [
          { req: { method: "GET", headers: { Cookie: `theme=dark; connect.sid=${s}` } } },
          "r",
        ],
      ],
      "headers-pairs": [
        (s) => [{ rawHeaders: ["Host", "api", "Cookie", `sid=${s}`] }, "request"],
        (s) => [
          {
            headers: [
              ["set-cookie", `sid=${s}; Secure`],
              ["age", "0"],
            ],
          },
          "response",
        ],
      ],
      "headers-class": [
        (s) => [{ headers: new Headers({ cookie: `sid=${s}` }) }, "fetch"],
        (s) => [{ response: { headers: new Headers([["set-cookie", `sid=${s}`]]) } }, "fetched"],
      ],
    }),
    ...byHand("secret-key", plain, {
      field: [
        (s) => [{ clientId: "films", clientSecret: s }, "oauth.client"],
        (s) => [{ Authorization: s }, "auth.used"],
        (s) => [{ apiKey: s, region: "eu" }, "sdk.made"],
        (s) => [{ access_token: s, token_type: "bearer", expires_in: 3600 }, "token.got"],
      ],
      nested: [
        (s) => [{ oauth: { tokens: [{ refresh_token: s }] } }, "tokens.stored"],
        (s) => [{ aws: { credentials: { accessKeyId: "x", secretAccessKey: s } } }, "aws.ready"],
        (s) => [{ webhook: { signingSecret: s, url: "https://example.com/hook" } }, "hook.made"],
      ],
      array: [
        (s) => [{ users: [{ name: "a" }, { name: "b", password: s }] }, "seeded"],
        (s) => [{ args: [{ deep: [{ api_key: s }] }] }, "called"],
      ],
      "map-value": [
        (s) => [
          {
            env: new Map([
              ["DB_HOST", "db"],
              ["DB_PASSWORD", s],
            ]),
          },
          "env",
        ],
        (s) => [{ config: new Map([["auth", { clientSecret: s }]]) }, "config"],
      ],
      "error-property": [
        (s) => [
          Object.assign(new Error("EAUTH"), { command: "AUTH PLAIN", auth: { password: s } }),
        ],
        (s) => [
          { err: Object.assign(new Error("401"), { config: { headers: { "x-api-key": s } } }) },
        ],
      ],
      "to-json": [
        (s) => [{ client: { toJSON: () => ({ id: 7, client_secret: s }) } }, "client.made"],
      ],
      "format-args": [
        (s) => ["settings %j", { host: "db", password: s }],
        (s) => ["body %o", { api_key: s }],
      ],
    }),
  ];
}
