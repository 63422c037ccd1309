/** Names whose values are secrets, in the spellings that programs use. */
export const secretKeys = [
  "password", "Password", "PASSWORD", "passwd", "pwd", "passphrase", "userPassword", "user_password",
  "newPassword", "new_password", "old-password", "currentPassword", "confirmPassword", "dbPassword",
  "db_password", "DB_PASSWORD", "PGPASSWORD", "MYSQL_ROOT_PASSWORD", "smtpPassword", "smtp_password",
  "secret", "clientSecret", "client_secret", "client-secret", "CLIENT_SECRET", "appSecret",
  "app_secret", "jwtSecret", "JWT_SECRET", "sessionSecret", "SESSION_SECRET", "webhookSecret",
  "webhook_secret", "sharedSecret", "consumer_secret", "TRAKT_CLIENT_SECRET", "STRIPE_SECRET_KEY",
  "secretKey", "secret_key", "SECRET_KEY", "secretAccessKey", "secret_access_key",
  "AWS_SECRET_ACCESS_KEY", "aws_session_token", "apiKey", "api_key", "api-key", "apikey", "API_KEY",
  "xApiKey", "x-api-key", "X-Api-Key", "X-API-KEY", "OPENAI_API_KEY", "sendgridApiKey",
  "accessToken", "access_token", "access-token", "ACCESS_TOKEN", "refreshToken", "refresh_token",
  "refresh-token", "idToken", "id_token", "authToken", "auth_token", "AUTH_TOKEN", "bearerToken",
  "sessionToken", "session_token", "token", "Token", "TOKEN", "GITHUB_TOKEN", "NPM_TOKEN",
  "x-auth-token", "X-Auth-Token", "x-csrf-token", "botToken", "bot_token", "deployToken",
  "authorization", "Authorization", "AUTHORIZATION", "proxy-authorization", "Proxy-Authorization",
  "cookie", "Cookie", "set-cookie", "Set-Cookie", "setCookie", "privateKey", "private_key",
  "PRIVATE_KEY", "encryptionKey", "encryption_key", "signingKey", "signing_key", "credentials",
] as const; // biome-ignore format: a list of words
