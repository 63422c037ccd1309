/** What a failed operation is called in metrics: few, short, never a message. */
export function errorCode(error: unknown): string {
  const code = field(error, "code") ?? field(error, "name");
  return typeof code === "string" && /^[\w.-]{1,64}$/.test(code) ? code : "error";
}

/** One line about an error, for logs and alerts. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The HTTP status in what a call returned or threw: `status`, `statusCode` or `response.status`. */
export function statusCodeOf(value: unknown): number | undefined {
  for (const candidate of [
    field(value, "status"),
    field(value, "statusCode"),
    field(field(value, "response"), "status"),
  ])
    if (typeof candidate === "number" && Number.isInteger(candidate)) return candidate;
  return undefined;
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined;
  }
}
