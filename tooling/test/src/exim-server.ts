import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { selfSignedCertificate } from "./certificate.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface EximServer extends AsyncDisposable {
  readonly port: number;
  /** Certificate of the authority that signed its own, in PEM. */
  readonly ca: string;
  /** Each mail that was delivered, whole, once there are as many. */
  mails(count: number): Promise<readonly string[]>;
}

/**
 * A real Exim that takes mail over STARTTLS from `user` with `password` only, for any recipient,
 * and delivers it into files.
 */
export async function startExim({
  user,
  password,
}: {
  readonly user: string;
  readonly password: string;
}): Promise<EximServer> {
  const folder = await temporaryFolder();
  const port = await freePort();
  const { key, cert } = await selfSignedCertificate();
  const at = (name: string) => join(folder.path, name);
  await mkdir(at("inbox"));
  await mkdir(at("spool"));
  // Exim gives up being root.
  for (const name of ["", "inbox", "spool"]) await chmod(at(name), 0o777);
  await writeFile(at("key.pem"), key, { mode: 0o644 });
  await writeFile(at("cert.pem"), cert, { mode: 0o644 });
  const known = `\${if and{{eq{$auth2}{${user}}}{eq{$auth3}{${password}}}}}`;
  const config = at("exim.conf");
  await writeFile(
    config,
    `primary_hostname = localhost
daemon_smtp_ports = ${port}
local_interfaces = 127.0.0.1
spool_directory = ${at("spool")}
log_file_path = ${at("spool")}/%slog
tls_advertise_hosts = *
tls_certificate = ${at("cert.pem")}
tls_privatekey = ${at("key.pem")}
acl_smtp_rcpt = known_only
acl_smtp_data = any
begin acl
known_only:
  accept authenticated = *
any:
  accept
begin routers
all:
  driver = accept
  transport = files
begin transports
files:
  driver = appendfile
  directory = ${at("inbox")}
  user = Debian-exim
  maildir_format = false
  mode = 0644
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_advertise_condition = \${if def:tls_in_cipher}
  server_condition = ${known}
`,
    { mode: 0o644 },
  );
  const server = spawn("/usr/sbin/exim4", ["-C", config, "-bdf", "-oX", `127.0.0.1.${port}`], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  server.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const ended = Promise.race([once(server, "close"), once(server, "error").catch(() => {})]);
  await eventually("Exim listens", async () => {
    if (server.exitCode !== null) throw new Error(`Exim ended: ${log}`);
    const socket = connect(port, "127.0.0.1");
    return once(socket, "data").then(
      () => {
        socket.destroy();
        return true;
      },
      () => undefined,
    );
  });
  return {
    port,
    ca: cert,
    mails: (count) =>
      eventually(`${count} mails at Exim`, async () => {
        const names = (await readdir(at("inbox"))).filter((name) => name.startsWith("q")).sort();
        if (names.length < count) return undefined;
        return Promise.all(names.map((name) => readFile(join(at("inbox"), name), "utf8")));
      }),
    async [Symbol.asyncDispose]() {
      server.kill("SIGTERM");
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}
