import { createAlerts } from "@ettl/alerts";
import { email } from "@ettl/alerts/channels/email";
import { startExim } from "@ettl-tooling/test";
import PostalMime from "postal-mime";
import { expect, test } from "vitest";

test("A9 Exim takes a mail of a hostile title over STARTTLS and AUTH, with nothing injected", async () => {
  const user = "me";
  const password = "s3cr3tpassw0rd";
  await using server = await startExim({ user, password });
  const { port, ca } = server;
  const channel = email({
    host: "127.0.0.1",
    port,
    ca,
    user,
    password,
    from: "ettl <alerts@example.com>",
    to: ["a@example.com"],
  });
  await using alerts = createAlerts({ channels: [channel] });
  const title = `down\r\nBcc: evil@example.com\r\n\r\n.\r\nMAIL FROM:<x@example.com>\0\u202egnp ${"x".repeat(10_000)}`;
  const message = ".\r\n.\r\nQUIT\r\n<script>alert(1)</script>";
  const sent = await alerts.send({ level: "error", title, message, source: "s" });
  expect(sent).toEqual([{ channel: "email", outcome: "delivered", attempts: 1 }]);
  const [text, ...others] = await server.mails(1);
  expect(others).toEqual([]);
  expect(text?.split(/\r?\n\r?\n/)[0]).not.toMatch(/^bcc:/im);
  const mail = await PostalMime.parse(text ?? "");
  expect(mail.subject).toMatch(/^\[ERROR\] down Bcc: evil@example\.com \. MAIL FROM:/);
  expect(mail.to?.map(({ address }) => address)).toEqual(["a@example.com"]);
  expect(mail.bcc ?? []).toEqual([]);
  expect(mail.text).toContain("QUIT\n<script>alert(1)</script>");
  expect(mail.html).not.toContain("<script");
  expect(mail.attachments).toEqual([]);
});

test("A8 Exim refuses who is not known, and is not asked twice", async () => {
  await using server = await startExim({ user: "me", password: "right" });
  const channel = email({
    host: "127.0.0.1",
    port: server.port,
    ca: server.ca,
    user: "me",
    password: "wrong",
    from: "alerts@example.com",
    to: "a@example.com",
  });
  await using alerts = createAlerts({ channels: [channel] });
  const sent = await alerts.send({ level: "error", title: "t", message: "m", source: "s" });
  expect(sent).toEqual([
    {
      channel: "email",
      outcome: "failed",
      attempts: 1,
      error: "unauthorized: server answered 535",
    },
  ]);
});
