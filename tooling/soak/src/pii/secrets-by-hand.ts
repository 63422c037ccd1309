import { byHand } from "./by-hand.ts";
import { jwt, privateKey, urlQuery } from "./credentials.ts";
import { type Make, passphrase } from "./personal-data.ts";
import type { PiiCase } from "./pii-case.ts";
import { alphanumeric } from "./random.ts";
import { anyOf, vendorTokens } from "./vendor-tokens.ts";

const plain: Make = (random) => ({ secret: passphrase(random) });
const opaque: Make = (random) => ({ secret: random.text(alphanumeric, 40) });
const pair: Make = (random) => {
  const secret = Buffer.from(`deploy:${passphrase(random)}`).toString("base64");
  return { secret };
};

/** Credentials as HTTP clients, databases, shells and clusters log them. */
export function secretsByHand(): PiiCase[] {
  return [
    ...byHand("bearer", opaque, {
      message: [
        "> GET /v2/films HTTP/1.1\\r\\n> Host: api\\r\\n> Authorization: Bearer {}\\r\\n",
        "retrying with authorization: bearer {}",
        'headers={"Authorization":"Bearer {}","Accept":"*/*"}',
        "wget --header='Authorization: Bearer {}' https://api.example.com/export.csv",
        '-H "Authorization: Bearer {}" -d @films.json',
        "Autorisierung mit 'Bearer {}' abgelehnt",
        "upgrade request carried Bearer {}; closing",
      ],
      nested: [
        (s) => [{ config: { headers: { common: {}, Authorization: `Bearer ${s}` } } }, "axios"],
        (s) => [{ metadata: { internalRepr: { authorization: [`Bearer ${s}`] } } }, "grpc.call"],
        (s) => [{ step: { run: `curl -H "Authorization: Bearer ${s}" $URL` } }, "ci.step"],
      ],
      "error-message": ["401 for request with Authorization: Bearer {}"],
      "headers-object": [
        (s) => [{ req: { headers: { host: "api", authorization: `Bearer ${s}` } } }, "request"],
        (s) => [{ res: { headers: { "x-forwarded-authorization": `Bearer ${s}` } } }, "response"],
      ],
      "headers-pairs": [
        (s) => [{ headers: ["Host", "api", "Authorization", `Bearer ${s}`] }, "raw.headers"],
        (s) => [{ headers: [{ name: "Authorization", value: `Bearer ${s}` }] }, "har.entry"],
      ],
      "format-args": [
        (s) => ["%s: %s", "Authorization", `Bearer ${s}`],
        (s) => ["sent %j", { authorization: `Bearer ${s}` }],
        (s) => ["Authorization: %s %s", "Bearer", s],
      ],
    }),
    ...byHand("basic", pair, {
      message: [
        "> Authorization: Basic {}",
        "registry said 401 to Basic {}, is the robot account active?",
        '"auths":{"registry.example.com":{"header":"Basic {}"}}',
      ],
      nested: [(s) => [{ request: { headers: { Authorization: `Basic ${s}` } } }, "couch.call"]],
      "error-message": ["407 after Proxy-Authorization: Basic {}"],
    }),
    ...byHand("jwt", jwt, {
      message: [
        "JsonWebTokenError: invalid signature in {}",
        "ws://live connect, subprotocol bearer.{}",
        "cookie sid={}; Path=/; HttpOnly",
        "magic link https://app.example.com/#id={} was used twice",
        "k8s service account {} can't list pods",
      ],
      field: [(s) => [{ assertion: s, alg: "RS256" }, "oidc.exchange"]],
      nested: [(s) => [{ data: { session: { value: s, ttl: 900 } } }, "session.stored"]],
      array: [(s) => [{ argv: ["node", "main.js", s] }, "process.started"]],
      "error-message": ["jwt malformed: {}"],
      "error-cause": ["audience of {} is wrong"],
    }),
    ...byHand("token", anyOf(vendorTokens), {
      message: [
        "remote: Invalid credentials for {}",
        "found {} in commit 4f2a91c, please revoke",
        "npm ERR! 401 with auth {}",
        "export KEY={} && node main.js",
        "bot {} polled 3 updates",
        "The provided key `{}` does not exist",
        "webhook signed with {} did not verify",
        "provider answered: Incorrect API key provided: {}. See the docs.",
        "['{}'] is not a project",
        "env: CI=1 VALUE={} HOME=/home/node",
        "(key:{})",
        "→ {} ←",
      ],
      field: [
        (s) => [{ command: `git clone https://oauth2:${s}@gitlab.example.com/a/b.git` }, "clone"],
        (s) => [{ stdout: `logged in with ${s}\n` }, "cli.done"],
      ],
      nested: [
        (s) => [{ env: { CI: "1", DEPLOY_VALUE: s } }, "process.env"],
        (s) => [{ pod: { spec: { containers: [{ args: ["--use", s] }] } } }, "pod.created"],
      ],
      array: [(s) => [{ argv: ["--verbose", s] }, "cli.started"]],
      "error-message": ["No such key: {}", "Request to provider failed, key {}"],
      "error-property": ["body with {}"],
      "error-stack": ["call with {}"],
      "map-value": ["{}"],
    }),
    ...byHand("url-credentials", plain, {
      message: [
        'password authentication failed for "postgres://films:{}@db:5432/films"',
        "DATABASE_URL=postgresql://films:{}@db.internal/films?pool=5",
        "redis: dial redis://:{}@cache:6379 refused",
        "MongoServerError at mongodb://root:{}@m1:27017,m2:27017/films?replicaSet=rs0",
        "amqps://films:{}@mq.example.com/%2F closed (320)",
        "proxy http://squid:{}@proxy:3128 answered 407",
        "fatal: could not read from 'https://anna:{}@git.example.com/films.git/'",
        "pip index https://pypi-user:{}@pkgs.example.com/simple/ is down",
        "MAIL_URL smtp://mailer%40example:{}@smtp.example.net:587",
      ],
      field: [
        (s) => [{ url: `jdbc:postgresql://films:${s}@db/films` }, "pool.opened"],
        (s) => [{ broker: `mqtt://sensor:${s}@10.0.0.4:1883` }, "mqtt.up"],
      ],
      array: [(s) => [{ servers: [`nats://films:${s}@n1:4222`, "nats://n2:4222"] }, "nats.up"]],
      "error-message": [
        "connect failed: mysql://films:{}@db/films",
        "bad redis URL redis://u:{}@h",
      ],
      "error-cause": ["getaddrinfo ENOTFOUND for ftp://films:{}@ftp.example.org/"],
      "url-object": [(s) => [{ url: new URL(`https://films:${s}@example.com/x`) }, "fetch"]],
    }),
    ...byHand("url-query", urlQuery, {
      message: ['"GET {} HTTP/1.1" 302 0 "-" "curl/8.5"', "prefetch {}, cached", "a) {} b) none"],
      nested: [(s) => [{ response: { headers: { location: s } } }, "redirected"]],
      array: [(s) => [{ redirects: ["https://example.com/a", s] }, "chain"]],
      "error-message": ["Invalid URL: {}", "404 at {}"],
      "error-property": ["{}"],
    }),
    ...byHand("url-query", opaque, {
      message: [
        "GET /oauth/callback?state=x&code={} 302",
        "listening for sse at /stream?access_token={}#films",
        "img https://cdn.example.com/p.jpg?w=200&sig={}&h=100",
        "poll /v1/films?page=2&apikey={}&sort=title",
      ],
      field: [(s) => [{ path: `/export?api_key=${s}` }, "request"]],
      nested: [
        (s) => [{ query: new URLSearchParams({ page: "2", token: s }).toString() }, "parsed"],
        (s) => [{ req: { query: { page: "2", access_token: s } } }, "parsed"],
      ],
    }),
    ...byHand("private-key", privateKey, {
      message: ["error:0909006C:PEM routines: no start line in {}", "wrote {} to tls.key"],
      field: [
        (s) => [{ env: `TLS_KEY=${s.replaceAll("\n", "\\n")}` }, "env.read"],
        (s) => [{ data: { "tls.key": s }, kind: "Secret" }, "k8s.applied"],
        (s) => [{ account: JSON.stringify({ type: "service_account", pem: s }) }, "gcp.read"],
      ],
      "error-message": ["unsupported key format: {}"],
    }),
  ];
}
