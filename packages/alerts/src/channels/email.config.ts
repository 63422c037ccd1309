import * as z from "zod";
import type { ChannelPlugin } from "../channel-plugin.ts";
import { type EmailOptions, email } from "./email.ts";

const address = z.string().includes("@", { error: "expected an address such as a@example.com" });

/** The keys of `[alerts.email]` and of `type = "email"`. */
export const emailFields = z.strictObject({
  host: z.string().min(1).meta({ description: "Name of the mail server." }),
  port: z.int().min(1).max(65_535).default(587).describe("Port of the server."),
  user: z.exactOptional(z.string().describe("The account to log in with; without it, no login.")),
  password: z.exactOptional(z.string().meta({ secret: true, description: "Of that account." })),
  from: address.meta({ description: "The sender's address." }),
  to: z.union([address, z.array(address).min(1)]).meta({ description: "One address or several." }),
  tls: z.exactOptional(
    z.enum(["starttls", "implicit", "none"]).meta({
      description:
        "How the connection is encrypted. Default: implicit on port 465, else starttls, which is then required.",
    }),
  ),
  ca: z.exactOptional(
    z.string().meta({ description: "Certificates to trust besides those of Node, in PEM." }),
  ),
  timeout_seconds: z
    .number()
    .positive()
    .max(600)
    .default(10)
    .describe("Seconds for each step of the conversation."),
});

/** `type = "email"`. */
export const emailPlugin: ChannelPlugin<EmailOptions> = {
  type: "email",
  schema: emailFields.transform(({ timeout_seconds, ...rest }) => ({
    ...rest,
    timeoutMs: timeout_seconds * 1_000,
  })),
  create: (options, { name }) => email({ ...options, name }),
};
