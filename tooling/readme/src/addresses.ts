import { freePort } from "@ettl-tooling/test";

/**
 * Documents name fixed ports and public hosts. Where blocks run, each stands for a free port of this machine, so that
 * two sections can run at once and nothing leaves it.
 */
export interface Addresses {
  /** The port of this machine that stands for the one in the document. */
  port(written: number): Promise<number>;
  /** Says which port stands for one in the document, where a program has chosen by itself. */
  moved(written: number, actual: number): void;
  /** Lets a public origin, such as `https://api.trakt.tv`, be one of this machine. */
  movedOrigin(written: string, actual: string): void;
  toActual(text: string): Promise<string>;
  toWritten(text: string): string;
}

const ports = /(\b127\.0\.0\.1:|\blocalhost:|\[::1\]:|--port[ =]|\blisten\()(\d{2,5})\b/g;

export function openAddresses(): Addresses {
  const actualPorts = new Map<number, number>();
  const origins = new Map<string, string>();

  const port = async (written: number) => {
    const actual = actualPorts.get(written) ?? (await freePort());
    actualPorts.set(written, actual);
    return actual;
  };
  return {
    port,
    moved: (written, actual) => {
      actualPorts.set(written, actual);
    },
    movedOrigin: (written, actual) => {
      origins.set(written, actual);
    },
    async toActual(text) {
      for (const [, , written] of text.matchAll(ports)) await port(Number(written));
      let moved = text.replace(
        ports,
        (_, before: string, written: string) => `${before}${actualPorts.get(Number(written))}`,
      );
      for (const [written, actual] of origins) moved = moved.replaceAll(written, actual);
      return moved;
    },
    toWritten(text) {
      let moved = text;
      for (const [written, actual] of origins) moved = moved.replaceAll(actual, written);
      for (const [written, actual] of actualPorts)
        moved = moved.replace(new RegExp(`:${actual}\\b`, "g"), `:${written}`);
      return moved;
    },
  };
}
