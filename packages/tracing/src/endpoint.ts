/**
 * Checks an endpoint when tracing is made, not when the first batch is lost.
 *
 * @throws {TypeError} Not an http or https URL; the message names the option.
 */
export function checkEndpoint(option: string, value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.port === "0")
    throw new TypeError(
      `${option} is not an http or https URL with a host, such as http://localhost:4318`,
    );
  return url;
}
