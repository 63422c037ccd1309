import { once } from "node:events";
import { type Agent, get as request } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

export interface Answer {
  readonly status: number;
  readonly isZipped: boolean;
  readonly body: Buffer;
  /** From the request to its answer's last byte. */
  readonly ms: number;
}

const unzip = promisify(gunzip);

/** One GET, its body as it came. */
export async function get(
  url: string,
  options: { headers?: Record<string, string>; agent: Agent; signal: AbortSignal },
): Promise<Answer> {
  const start = performance.now();
  const sent = request(url, options);
  const [response] = await once(sent, "response");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return {
    status: response.statusCode,
    isZipped: response.headers["content-encoding"] === "gzip",
    body: Buffer.concat(chunks),
    ms: performance.now() - start,
  };
}

export const plainBody = async ({ isZipped, body }: Answer): Promise<string> =>
  `${isZipped ? await unzip(body) : body}`;
