import type { Channel, SendOptions } from "../channel.ts";
import { DeliveryError } from "../delivery-error.ts";
import { emailDigest, emailMessage } from "./email-message.ts";
import { importLibrary } from "./import-library.ts";
import { smtpError } from "./smtp-error.ts";

/** Options of `email`. */
export interface EmailOptions {
  /** Name of the mail server. */
  readonly host: string;
  /** @default 587 */
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  /** A secret. */
  readonly password?: string | undefined;
  /** For example `ettl <alerts@example.com>`. */
  readonly from: string;
  readonly to: string | readonly string[];
  /**
   * `starttls` upgrades the connection or fails, `implicit` begins with TLS, `none` sends in the
   * clear: for a server on this machine only.
   *
   * @default "implicit" on port 465, else "starttls"
   */
  readonly tls?: "starttls" | "implicit" | "none" | undefined;
  /** Certificates to trust, in PEM, instead of Node's own list. */
  readonly ca?: string | undefined;
  /**
   * Longest silence of the server at any step, in milliseconds.
   *
   * @default 10_000
   */
  readonly timeoutMs?: number | undefined;
  /** @default "email" */
  readonly name?: string | undefined;
}

/**
 * Sends alerts by SMTP, as text and HTML, the mails of one alert in one thread. Needs `nodemailer`.
 *
 * A connection that breaks after the message was handed over, before the server said so, is tried
 * again: the mail may arrive twice, with the same Message-ID.
 *
 * @throws {TypeError} for a host, port or address that cannot be used.
 */
export function email(options: EmailOptions): Channel {
  const { host, port = 587, user, password, from, to, ca, timeoutMs = 10_000 } = options;
  const { tls = port === 465 ? "implicit" : "starttls", name = "email" } = options;
  const recipients = (typeof to === "string" ? [to] : to).map((one) => checkedAddress("to", one));
  if (!host) throw new TypeError("email host: expected the name of a mail server");
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new TypeError("email port: expected a number from 1 to 65535");
  if (recipients.length === 0) throw new TypeError("email to: expected at least one address");
  const sender = checkedAddress("from", from);

  const addresses = { from: sender, to: recipients };
  const post = async (message: ReturnType<typeof emailMessage>, { signal }: SendOptions) => {
    signal.throwIfAborted();
    const { createTransport } = await importLibrary(
      "email",
      "nodemailer",
      () => import("nodemailer"),
    );
    const transport = createTransport({
      host,
      port,
      secure: tls === "implicit",
      requireTLS: tls === "starttls",
      ignoreTLS: tls === "none",
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(user !== undefined && { auth: { user, pass: password ?? "" } }),
      ...(ca !== undefined && { tls: { ca } }),
    });
    try {
      const { rejected } = await transport.sendMail({ ...message, signal });
      if (rejected.length > 0)
        throw new DeliveryError(`${rejected.length} of ${recipients.length} recipients refused`, {
          code: "rejected",
          retryable: false,
        });
    } catch (error) {
      throw smtpError(signal.aborted ? signal.reason : error);
    } finally {
      transport.close();
    }
  };
  return {
    name,
    type: "email",
    send: (alert, options) => post(emailMessage(alert, addresses), options),
    sendGroup: (alerts, options) => post(emailDigest(alerts, addresses), options),
  };
}

function checkedAddress(option: string, address: string): string {
  // A line break would begin another header.
  const hasControl = [...address].some((character) => character < " " || character === "\x7f");
  if (!address.includes("@") || hasControl)
    throw new TypeError(`email ${option}: expected an address such as alerts@example.com`);
  return address;
}
