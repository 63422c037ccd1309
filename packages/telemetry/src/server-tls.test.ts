import { once } from "node:events";
import { chmod, rename, writeFile } from "node:fs/promises";
import { get } from "node:https";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { type ServeOptions, serveApp, serverOptions, telemetryApp } from "@ettl/telemetry/hono";
import {
  type Certificate,
  eventually,
  selfSignedCertificate,
  temporaryFolder,
} from "@ettl-tooling/test";
import { expect, test } from "vitest";

async function servedByTls(checkIntervalMs = 3_600_000, options: Partial<ServeOptions> = {}) {
  const folder = await temporaryFolder();
  const certificateFile = join(folder.path, "server.pem");
  const keyFile = join(folder.path, "server.key");
  const first = await selfSignedCertificate();
  await writeFile(certificateFile, first.cert);
  await writeFile(keyFile, first.key, { mode: 0o600 });
  const config = await loadTelemetryConfig({
    env: {
      LOG_LEVEL: "fatal",
      ETTL_MONITORING__TLS_CERTIFICATE_FILE: certificateFile,
      ETTL_MONITORING__TLS_KEY_FILE: keyFile,
      ETTL_MONITORING__AUTH_TOKEN: "0123456789abcdef",
    },
  });
  const telemetry = await createTelemetry(config, { version: "1", listen: false });
  const problems: string[] = [];
  const app = telemetryApp(telemetry);
  app.get("/huge", (context) => context.body("x".repeat(50_000_000)));
  const server = await serveApp(app, {
    ...serverOptions(telemetry),
    ...options,
    port: 0,
    tls: { certificateFile, keyFile, checkIntervalMs },
    onProblem: ({ code, message }) => problems.push(`${code}: ${message}`),
  });
  const port = Number(server.address.split(":")[1]);
  return {
    telemetry,
    server,
    problems,
    files: { certificateFile, keyFile },
    first,
    port,
    /** The status of a request that trusts only this certificate. */
    status: async (path: string, ca: Certificate) => {
      const sent = get({ host: "127.0.0.1", port, path, ca: ca.cert, agent: false });
      const [response] = await once(sent, "response");
      response.resume();
      return response.statusCode as number;
    },
    [Symbol.asyncDispose]: async () => {
      await server.close(500);
      await telemetry.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test("the server speaks TLS 1.2 or newer by the files of the configuration, and its cookies are for https", async () => {
  await using served = await servedByTls();
  expect(await served.status("/health/live", served.first)).toBe(200);
  expect(await served.status("/metrics", served.first)).toBe(401);
  const handshake = async (version: "TLSv1.1" | "TLSv1.2" | "TLSv1.3") => {
    const socket = connect({
      port: served.port,
      ca: served.first.cert,
      minVersion: version,
      maxVersion: version,
      // The client's library would not even offer the old one.
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    try {
      await once(socket, "secureConnect");
      return socket.getProtocol();
    } catch {
      return "refused";
    } finally {
      socket.destroy();
    }
  };
  expect(await handshake("TLSv1.1")).toBe("refused");
  expect(await handshake("TLSv1.2")).toBe("TLSv1.2");
  expect(await handshake("TLSv1.3")).toBe("TLSv1.3");
  expect(served.telemetry.access.login("0123456789abcdef")).toMatch(/; Secure$/);
});

test("plain HTTP and nonsense on a TLS port are closed, and it serves on", async () => {
  await using served = await servedByTls();
  await expect(fetch(`http://127.0.0.1:${served.port}/health/live`)).rejects.toThrow();
  expect(await served.status("/health/live", served.first)).toBe(200);
});

test("S11 over TLS too, a close waits neither for idle connections nor for those that ask nothing", async () => {
  await using served = await servedByTls();
  const [idle, silent] = [1, 2].map(() =>
    connect({ port: served.port, ca: served.first.cert }).on("error", () => {}),
  ) as [TLSSocket, TLSSocket];
  await Promise.all([idle, silent].map((socket) => once(socket, "secureConnect")));
  idle.write("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await once(idle, "data");
  const before = performance.now();
  await served.server.close(60_000);
  expect(performance.now() - before).toBeLessThan(10_000);
});

test("a renewed certificate holds for new connections without a restart; open ones go on", async () => {
  await using served = await servedByTls(50);
  const open: TLSSocket = connect({ port: served.port, ca: served.first.cert });
  await once(open, "secureConnect");
  const second = await selfSignedCertificate();
  const { certificateFile, keyFile } = served.files;
  // As certbot and kubelet do: each file is replaced whole.
  await writeFile(`${certificateFile}.new`, second.cert);
  await writeFile(`${keyFile}.new`, second.key);
  await rename(`${keyFile}.new`, keyFile);
  await rename(`${certificateFile}.new`, certificateFile);
  await eventually("the new certificate", () =>
    served.status("/health/live", second).catch(() => undefined),
  );
  await expect(served.status("/health/live", served.first)).rejects.toThrow();
  open.write("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const [answer] = await once(open, "data");
  expect(`${answer}`).toContain("200 OK");
  open.destroy();
});

test("a renewal that is half written or does not match keeps the old one, told once", async () => {
  await using served = await servedByTls();
  const { certificateFile, keyFile } = served.files;
  const second = await selfSignedCertificate();
  const reload = async () => {
    await served.server.reloadCertificate();
    await served.server.reloadCertificate();
    return served.problems.splice(0);
  };
  await writeFile(certificateFile, second.cert);
  const [mismatch, ...more] = await reload();
  expect(mismatch).toMatch(
    /^certificate_not_renewed: monitoring\.tls_certificate_file and monitoring\.tls_key_file: .*server\.pem and .*server\.key are no certificate and its key \(ERR_OSSL_X509_KEY_VALUES_MISMATCH\)\. The certificate before it stays in use$/,
  );
  expect(more).toEqual([]);
  await writeFile(certificateFile, second.cert.slice(0, 300));
  expect(await reload()).toHaveLength(1);
  await writeFile(certificateFile, "");
  expect((await reload())[0]).toContain("holds no PEM");
  await rename(keyFile, `${keyFile}.away`);
  expect((await reload())[0]).toContain("(ENOENT)");
  expect(await served.status("/health/live", served.first)).toBe(200);

  await writeFile(certificateFile, second.cert);
  await writeFile(keyFile, second.key);
  expect(await reload()).toEqual([]);
  expect(await served.status("/health/live", second)).toBe(200);
});

test("files that can't be used are an error at the start, which names key and path", async () => {
  await using folder = await temporaryFolder();
  const certificateFile = join(folder.path, "c.pem");
  const keyFile = join(folder.path, "k.pem");
  const { cert, key } = await selfSignedCertificate();
  const start = async () => {
    const config = await loadTelemetryConfig({ env: { LOG_LEVEL: "fatal" } });
    const telemetry = await createTelemetry(config, { version: "1", listen: false });
    const options = { ...serverOptions(telemetry), port: 0, tls: { certificateFile, keyFile } };
    await (await serveApp(telemetryApp(telemetry), options)).close(0);
  };
  await expect(start()).rejects.toThrow(
    `monitoring.tls_certificate_file: ${certificateFile} can't be read (ENOENT)`,
  );
  await writeFile(certificateFile, cert);
  await writeFile(keyFile, "no key");
  await expect(start()).rejects.toThrow(`monitoring.tls_key_file: ${keyFile} holds no PEM`);
  await writeFile(keyFile, key);
  await start();
  await chmod(keyFile, 0);
  // Root reads what it may not.
  if (process.getuid?.() !== 0) await expect(start()).rejects.toThrow("(EACCES)");
});

test("S1 a client that takes nothing of an answer over TLS is cut, and harms nobody", async () => {
  await using served = await servedByTls(undefined, { stalledTimeoutMs: 400 });
  const stalled = connect({ port: served.port, ca: served.first.cert });
  stalled.on("error", () => {});
  await once(stalled, "secureConnect");
  stalled.pause();
  stalled.write("GET /huge HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await eventually("the cut", () => served.server.stats().connections === 0);
  stalled.destroy();
  expect(await served.status("/health/live", served.first)).toBe(200);
});
