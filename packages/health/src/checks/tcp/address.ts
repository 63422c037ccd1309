/** @throws {TypeError} when no TCP connection can be made to it. */
export function assertAddress(name: string, host: string, port: number): void {
  const where = `health check ${JSON.stringify(name)}`;
  if (typeof host !== "string" || !/^[^\s/@?#]+$/.test(host))
    throw new TypeError(`${where}: host must be a host name or an IP address`);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new TypeError(`${where}: port is ${port}, must be an integer from 1 to 65535`);
}

/** `db:5432`, `[::1]:5432`. */
export function addressText(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
