import { readFile, stat } from "node:fs/promises";
import { createSecureContext, type SecureContextOptions } from "node:tls";

/** PEM files of a server's certificate, with what leads from it to its root, and of its key. */
export interface TlsFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
  /**
   * How often the files are looked at, in milliseconds: one that was renewed holds for the next
   * connection.
   *
   * @default 5000
   */
  readonly checkIntervalMs?: number;
}

export interface RenewedCertificate {
  /** What the server begins with. */
  readonly context: SecureContextOptions;
  /** Reads the files now, if they have changed. */
  reload(): Promise<void>;
  close(): void;
}

/**
 * Reads the files, and again whenever they change. A pair that is half written or does not match
 * is reported once, and the one before it stays.
 *
 * @throws {Error} They can't be read or make no pair; the message names key and path.
 */
export async function renewedCertificate(
  files: TlsFiles,
  onRenewed: (context: SecureContextOptions) => void,
  onProblem: (message: string) => void,
): Promise<RenewedCertificate> {
  let state = await stateOf(files);
  let told: string | undefined;
  const context = await pairOf(files);

  const look = async () => {
    try {
      const found = await stateOf(files);
      if (found === state) return;
      const renewed = await pairOf(files);
      onRenewed(renewed);
      state = found;
      told = undefined;
    } catch (error) {
      // Looked at again the next time, for the other half may be under way.
      const message = error instanceof Error ? error.message : String(error);
      if (message !== told) onProblem(`${message}. The certificate before it stays in use`);
      told = message;
    }
  };
  // One at a time, so that an older pair never comes after a newer one.
  let last = Promise.resolve();
  const reload = () => {
    last = last.then(look);
    return last;
  };
  const timer = setInterval(reload, files.checkIntervalMs ?? 5_000);
  timer.unref();
  return { context, reload, close: () => clearInterval(timer) };
}

const keys = {
  certificateFile: "monitoring.tls_certificate_file",
  keyFile: "monitoring.tls_key_file",
} as const;

async function pairOf(files: TlsFiles): Promise<SecureContextOptions> {
  // One after the other, so that of two mistakes the same one is always told.
  const cert = await readPem("certificateFile", files);
  const key = await readPem("keyFile", files);
  const context = { cert, key, minVersion: "TLSv1.2" } as const;
  try {
    createSecureContext(context);
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? cause.code : "unknown reason";
    throw new Error(
      `${keys.certificateFile} and ${keys.keyFile}: ${files.certificateFile} and ${files.keyFile} are no certificate and its key (${reason})`,
      { cause },
    );
  }
  return context;
}

async function readPem(option: keyof typeof keys, files: TlsFiles): Promise<string> {
  const path = files[option];
  const text = await readFile(path, "utf8").catch((cause) => unreadable(option, path, cause));
  if (!text.includes("-----BEGIN ")) throw new Error(`${keys[option]}: ${path} holds no PEM`);
  return text;
}

/** What changes whenever a file is written, replaced or made readable. */
async function stateOf(files: TlsFiles): Promise<string> {
  const states: string[] = [];
  for (const option of ["certificateFile", "keyFile"] as const) {
    const path = files[option];
    const { ino, size, mtimeMs, ctimeMs } = await stat(path).catch((cause) =>
      unreadable(option, path, cause),
    );
    states.push(`${ino} ${size} ${mtimeMs} ${ctimeMs}`);
  }
  return states.join(", ");
}

function unreadable(option: keyof typeof keys, path: string, cause: NodeJS.ErrnoException): never {
  throw new Error(`${keys[option]}: ${path} can't be read (${cause.code ?? cause.message})`, {
    cause,
  });
}
