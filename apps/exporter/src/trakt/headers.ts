/**
 * @throws {TypeError} when it is no URL of a server, or holds a password.
 */
export function checkedBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new TypeError(
      "the base URL of Trakt is an http or https URL without a password, like https://api.trakt.tv",
    );
  return url.origin + url.pathname.replace(/\/+$/, "");
}

/** Checked here, because fetch would repeat the value in its own message. */
export function headerValue(name: string, value: string): string {
  if (/^[\x20-\x7e]+$/.test(value)) return value;
  throw new TypeError(
    `the ${name} is empty or has a character that no header can carry, perhaps a line break`,
  );
}
