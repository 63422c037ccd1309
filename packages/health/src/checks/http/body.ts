const longestBodyBytes = 262_144;

/** The text of a body, undefined when it is longer than 256 KiB. */
export async function bodyText(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    // Leaving the loop cancels the rest.
    if (bytes > longestBodyBytes) return undefined;
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** What JSON holds, undefined for what is none. */
export function parsedJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
