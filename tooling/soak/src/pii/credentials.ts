import { type Make, passphrase } from "./personal-data.ts";
import { alphanumeric, digits, lower, type Random, urlSafe } from "./random.ts";

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

const jsonWebToken = (random: Random) => {
  const header = { alg: random.pick(["HS256", "RS256", "ES256"]), typ: "JWT" };
  const issuedAt = 1_700_000_000 + random.below(60_000_000);
  const body = { sub: random.text(digits, 10), scope: "read", iat: issuedAt };
  return [encoded(header), encoded(body), random.text(urlSafe, 42) + random.text(lower, 1)].join(
    ".",
  );
};

export const jwt: Make = (random) => ({ secret: jsonWebToken(random) });

export const bearer: Make = (random) => {
  const secret = random.below(3) === 0 ? jsonWebToken(random) : random.text(alphanumeric, 40);
  return { secret, text: `${random.pick(["Bearer", "Bearer", "bearer"])} ${secret}` };
};

export const basic: Make = (random) => {
  const pair = `${random.text(lower, 7)}:${passphrase(random)}`;
  const secret = Buffer.from(pair).toString("base64");
  return { secret, text: `${random.pick(["Basic", "Basic", "basic"])} ${secret}` };
};

const connections = [
  "postgres://app:{}@db.internal:5432/films?sslmode=require",
  "postgresql://reader:{}@10-0-3-7.db.example.net/films",
  "mysql://root:{}@mysql:3306/shop",
  "mongodb+srv://exporter:{}@cluster0.example.mongodb.net/films?retryWrites=true",
  "redis://:{}@cache.internal:6379/0",
  "rediss://default:{}@eu1-cache.example.io:6380",
  "amqp://worker:{}@rabbit.internal:5672/%2Fjobs",
  "smtps://mailer:{}@smtp.example.org:465",
  "https://deploy:{}@git.example.com/acme/films.git",
  "https://x-access-token:{}@github.com/acme/films.git",
  "ftp://backup:{}@ftp.example.org/nightly.tar",
  "http://proxy-user:{}@proxy.example.com:3128",
] as const;

export const urlCredentials: Make = (random) => {
  const secret = passphrase(random);
  return { secret, text: random.pick(connections).replace("{}", secret) };
};

const queries = [
  "https://api.example.com/v2/films?access_token={}&page=2",
  "https://api.example.com/v2/films?page=2&api_key={}",
  "https://maps.example.com/geocode?q=Lyon&apikey={}",
  "https://login.example.com/callback?state=films&code={}",
  "https://auth.example.com/token?grant_type=refresh_token&refresh_token={}",
  "https://auth.example.com/token?client_id=films&client_secret={}",
  "https://files.blob.example.net/c/x.csv?sv=2023-11-03&se=2026-11-24&sig={}",
  "https://bucket.s3.example.com/x.csv?X-Amz-Expires=900&X-Amz-Signature={}",
  "https://storage.example.com/b/x.csv?X-Goog-Expires=900&X-Goog-Signature={}",
  "https://shop.example.com/reset?lang=fr&token={}",
  "wss://live.example.com/socket?transport=websocket&token={}",
  "https://cdn.example.com/v.mp4?Expires=1767225600&Signature={}",
  "https://example.com/login?user=anna&password={}",
  "/v1/sessions?auth_token={}&limit=10",
] as const;

export const urlQuery: Make = (random) => {
  const secret = random.text(alphanumeric, 24 + random.below(20));
  return { secret, text: random.pick(queries).replace("{}", secret) };
};

const pairs = [
  "password={}",
  "passwd={}",
  "PGPASSWORD={}",
  "DB_PASSWORD={}",
  "api_key={}",
  "apiKey: {}",
  "client_secret={}",
  "client-secret: {}",
  "access_token={}",
  "refresh_token: {}",
  'password="{}"',
  "secret='{}'",
  "token={}",
  "password: {}",
  "--password={}",
  "SECRET_KEY={}",
  '{"user":"anna","password":"{}"}',
  '{"grant_type":"password","client_secret":"{}","scope":"all"}',
  '{"accessToken": "{}", "expiresIn": 3600}',
  "grant_type=client_credentials&client_secret={}&scope=read",
  "Server=sql.internal;User Id=sa;Password={};Encrypt=true",
  "X-Api-Key: {}",
  "aws_secret_access_key = {}",
] as const;

export const keyValue: Make = (random) => {
  const secret = passphrase(random);
  return { secret, text: random.pick(pairs).replace("{}", secret) };
};

const base64 = `${alphanumeric}+/`;

export const privateKey: Make = (random) => {
  const name = random.pick([
    "PRIVATE KEY",
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "OPENSSH PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
  ]);
  const rule = "-".repeat(5);
  const lines = Array.from({ length: 4 + random.below(20) }, () => random.text(base64, 64));
  const secret = [...lines, `${random.text(base64, 38)}==`].join("\n");
  const alsoSecret = lines.slice(0, 1);
  return {
    secret,
    alsoSecret,
    text: `${rule}BEGIN ${name}${rule}\n${secret}\n${rule}END ${name}${rule}\n`,
  };
};
