import { readFile } from "node:fs/promises";
import type { TelemetryConfig } from "./config.ts";

type TracingSection = TelemetryConfig["tracing"];
type Certificates = TracingSection["otlpCertificateFiles"];

const keys: Readonly<Record<keyof Certificates, string>> = {
  ca: "tracing.otlp_certificate_file",
  clientCertificate: "tracing.otlp_client_certificate_file",
  clientKey: "tracing.otlp_client_key_file",
};

/**
 * The `[tracing]` section with the texts of its certificates in place of their files. While tracing
 * is off, none is read.
 *
 * @throws {Error} A file can't be read, or holds no PEM; the message names key and path.
 */
export async function withCertificates({ otlpCertificateFiles, ...section }: TracingSection) {
  const files = section.enabled ? otlpCertificateFiles : {};
  const texts = await Promise.all(
    Object.entries(files).map(async ([option, path]) => [
      option,
      await readPem(keys[option as keyof Certificates], path),
    ]),
  );
  const certificates: Certificates = Object.fromEntries(texts);
  return { ...section, otlp: { ...section.otlp, ...certificates } };
}

async function readPem(key: string, path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`${key}: ${path} can't be read (${cause.code ?? cause.message})`, { cause });
  });
  if (!text.includes("-----BEGIN ")) throw new Error(`${key}: ${path} holds no PEM`);
  return text;
}
