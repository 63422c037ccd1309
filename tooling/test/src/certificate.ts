import { generate } from "selfsigned";

/** PEM texts for a server on this machine. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const dayMs = 86_400_000;

/** A self-signed certificate for localhost and 127.0.0.1, or for another name; it ends in so many days, or ended. */
export async function selfSignedCertificate(
  name = "localhost",
  { endsInDays = 365 }: { readonly endsInDays?: number } = {},
): Promise<Certificate> {
  const made = await generate([{ name: "commonName", value: name }], {
    keySize: 2048,
    algorithm: "sha256",
    notBeforeDate: new Date(Date.now() - 400 * dayMs),
    notAfterDate: new Date(Date.now() + endsInDays * dayMs),
    extensions: [
      { name: "basicConstraints", cA: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: name },
          ...(name === "localhost" ? [{ type: 7 as const, ip: "127.0.0.1" }] : []),
        ],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}
