import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type AlertInput, createAlerts } from "@ettl/alerts";
import { type EmailOptions, email } from "@ettl/alerts/channels/email";
import { channelBasics } from "@ettl/alerts/testing";
import { selfSignedCertificate } from "@ettl-tooling/test";
import PostalMime from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { beforeAll, describe, expect, test } from "vitest";

const alert: AlertInput = { level: "error", title: "Export failed", message: "no", source: "s" };
const password = "s3cr3t-passw0rd";
let key = "";
let cert = "";

beforeAll(async () => {
  ({ key, cert } = await selfSignedCertificate());
});

interface Mail {
  readonly text: string;
  readonly secure: boolean;
  readonly user: unknown;
}

type Answer = (attempt: number) => number | "cut";

/** A real SMTP server with STARTTLS and AUTH; `answer` decides about each message. */
async function smtpServer(options: SMTPServerOptions = {}, answer: Answer = () => 250) {
  const mails: Mail[] = [];
  const sockets = new Set<{ destroy(): void }>();
  let attempts = 0;
  const server = new SMTPServer({
    key,
    cert,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth: ({ username, password: given }, _session, callback) =>
      given === password
        ? callback(null, { user: username })
        : callback(Object.assign(new Error(`no ${given}`), { responseCode: 535 })),
    onData: (stream, { secure, user }, callback) => {
      let text = "";
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      stream.on("end", () => {
        attempts += 1;
        const code = answer(attempts);
        if (code === "cut") {
          for (const socket of sockets) socket.destroy();
          return;
        }
        if (code !== 250) {
          callback(Object.assign(new Error("not this one"), { responseCode: code }));
          return;
        }
        mails.push({ text, secure, user });
        callback();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  server.server.on("connection", (socket: { destroy(): void }) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  return {
    mails,
    sockets,
    attempts: () => attempts,
    port: (server.server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function sendBy(
  options: Partial<EmailOptions> & { readonly port: number },
  given: AlertInput = alert,
) {
  const channel = email({
    host: "127.0.0.1",
    from: "ettl <alerts@example.com>",
    to: ["a@example.com", "b@example.com"],
    ca: cert,
    ...options,
  });
  await using alerts = createAlerts({
    channels: [channel],
    retry: { baseDelayMs: 1, maxAttempts: 3 },
  });
  const sent = await alerts.send(given);
  await alerts.resolve(given);
  return { ...sent[0], history: JSON.stringify(await alerts.history()) };
}

test("A9 mails over STARTTLS and AUTH, hostile titles add no header, one thread per alert", async () => {
  await using server = await smtpServer();
  const title = `down\r\nBcc: evil@example.com\0\u202egnp ${"x".repeat(10_000)}`;
  const sent = await sendBy({ port: server.port, user: "me", password }, { ...alert, title });
  expect(sent.outcome).toBe("delivered");
  const [firing, resolved] = server.mails;
  expect(firing).toMatchObject({ secure: true, user: "me" });
  const headers = firing?.text.split("\r\n\r\n")[0] ?? "";
  expect(headers).not.toMatch(/^bcc:/im);
  expect(headers.match(/^subject:/gim)).toHaveLength(1);
  expect(headers).toMatch(/^Subject: =\?UTF-8\?Q\?=5BERROR=5D_down_Bcc=3A_evil/m);
  expect(headers.length).toBeLessThan(1_500);
  expect(resolved?.text).toMatch(/^Subject: =\?UTF-8\?Q\?=5BRESOLVED=5D_down/m);
  const threads = [firing, resolved].map(
    (mail) => /^References: (.*)$/m.exec(mail?.text ?? "")?.[1],
  );
  expect(threads[0]).toMatch(/^<[0-9a-f]{32}@alerts\.ettl>/);
  expect(threads[1]).toBe(threads[0]);
});

test("mails over implicit TLS", async () => {
  await using server = await smtpServer({ secure: true });
  expect(await sendBy({ port: server.port, tls: "implicit" })).toMatchObject({
    outcome: "delivered",
  });
});

test("A8 without STARTTLS nothing is sent, unless told to", async () => {
  await using server = await smtpServer({ hideSTARTTLS: true, disabledCommands: ["STARTTLS"] });
  expect(await sendBy({ port: server.port, user: "me", password })).toMatchObject({
    outcome: "failed",
    attempts: 1,
    error: expect.stringMatching(/^tls: /),
  });
  expect(server.attempts()).toBe(0);
  expect(await sendBy({ port: server.port, tls: "none" })).toMatchObject({ outcome: "delivered" });
});

test("A6 a certificate that nobody vouches for is refused, at once", async () => {
  await using server = await smtpServer({ secure: true });
  const sent = await sendBy({ port: server.port, tls: "implicit", ca: undefined });
  expect(sent).toMatchObject({
    outcome: "failed",
    attempts: 1,
    error: "tls: DEPTH_ZERO_SELF_SIGNED_CERT",
  });
});

test("A8 a 4xx is tried again", async () => {
  await using server = await smtpServer({}, (attempt) => (attempt === 1 ? 451 : 250));
  expect(await sendBy({ port: server.port })).toMatchObject({ outcome: "delivered", attempts: 2 });
});

test("A8 a connection cut before the answer to DATA is tried again", async () => {
  // In the clear: Node crashes when the socket below its own TLS server is destroyed.
  await using server = await smtpServer({}, (attempt) => (attempt === 1 ? "cut" : 250));
  expect(await sendBy({ port: server.port, tls: "none" })).toMatchObject({
    outcome: "delivered",
    attempts: 2,
  });
});

test("A8 a 5xx is not tried again", async () => {
  await using server = await smtpServer({}, () => 550);
  expect(await sendBy({ port: server.port })).toMatchObject({
    outcome: "failed",
    attempts: 1,
    error: "rejected: server answered 550",
  });
});

test("A8 A20 a refused login is not tried again, and the password is in no record", async () => {
  await using server = await smtpServer();
  const sent = await sendBy({ port: server.port, user: "me", password: "wr0ng-s3cr3t" });
  expect(sent).toMatchObject({
    outcome: "failed",
    attempts: 1,
    error: "unauthorized: server answered 535",
  });
  expect(sent.history).not.toContain("wr0ng-s3cr3t");
});

test("an address that could begin another header is refused at once", () => {
  const options = { host: "h", from: "a@example.com", to: "b@example.com" };
  expect(() => email({ ...options, to: "b@example.com\r\nBcc: c@example.com" })).toThrow(
    "email to: expected an address such as alerts@example.com",
  );
  expect(() => email({ ...options, from: "nobody" })).toThrow(TypeError);
});

describe("email keeps what every channel keeps", () => {
  const tests = channelBasics(async () => {
    const server = await smtpServer();
    const channel = email({
      host: "127.0.0.1",
      port: server.port,
      from: "alerts@example.com",
      to: "a@example.com",
      ca: cert,
    });
    return { channel, release: async () => server[Symbol.asyncDispose]() };
  });
  for (const [title, run] of tests) test(title, run);
});

test("A9 a mail of hostile text parses, with nothing injected into text, HTML or headers", async () => {
  await using server = await smtpServer();
  const script = '<script>alert(1)</script><img src=x onerror="alert(1)">\r\nBcc: evil@example.com';
  const hostile = { ...alert, title: script, message: script, labels: { [script]: script } };
  await sendBy({ port: server.port }, { ...hostile, metadata: { [script]: script } });
  const mail = await PostalMime.parse(server.mails[0]?.text ?? "");
  expect(mail.bcc ?? []).toEqual([]);
  expect(mail.to?.map(({ address }) => address)).toEqual(["a@example.com", "b@example.com"]);
  expect(mail.subject).toBe(
    '[ERROR] <script>alert(1)</script><img src=x onerror="alert(1)"> Bcc: evil@example.com',
  );
  expect(mail.headers.filter(({ key }) => key === "subject" || key === "bcc").length).toBe(1);
  expect(mail.text).toContain("<script>alert(1)</script>");
  expect(mail.html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(mail.html).not.toMatch(/<script|<img|onerror="/);
});

test("several alerts are one mail", async () => {
  await using server = await smtpServer();
  await using alerts = createAlerts({
    channels: [
      email({
        host: "127.0.0.1",
        port: server.port,
        from: "alerts@example.com",
        to: "a@example.com",
        ca: cert,
      }),
    ],
    groupWaitMs: 50,
  });
  const sent = ["one", "two"].map((title) => alerts.send({ ...alert, title }));
  expect((await Promise.all(sent)).flat().map(({ outcome }) => outcome)).toEqual([
    "delivered",
    "delivered",
  ]);
  const [mail, ...others] = await Promise.all(
    server.mails.map(({ text }) => PostalMime.parse(text)),
  );
  expect(others).toEqual([]);
  expect(mail?.subject).toBe("[FIRING] 2 alerts from s");
  expect(mail?.text).toMatch(/one[\s\S]*two/);
});

test("A8 a server that falls silent is given up at the deadline, and tried again", async () => {
  await using server = await smtpServer({
    onMailFrom: (_address, session, callback) => {
      // The first connection is never answered.
      if (session.id !== firstSession && firstSession !== undefined) callback();
      firstSession ??= session.id;
    },
  });
  let firstSession: string | undefined;
  const sent = await sendBy({ port: server.port, timeoutMs: 200 });
  expect(sent).toMatchObject({ outcome: "delivered", attempts: 2 });
});

test("A8 a connection cut in the middle of DATA is tried again", async () => {
  let connections = 0;
  await using server = await smtpServer({
    onData: (stream, _session, callback) => {
      connections += 1;
      if (connections === 1) {
        for (const socket of openSockets) socket.destroy();
        stream.resume();
        return;
      }
      stream.resume().on("end", () => callback());
    },
  });
  const openSockets = server.sockets;
  const sent = await sendBy({ port: server.port, tls: "none" });
  expect(sent).toMatchObject({ outcome: "delivered", attempts: 2 });
});
