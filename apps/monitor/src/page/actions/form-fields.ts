import type { Context } from "hono";

/** The longest form, in bytes. */
const maxBytes = 65_536;

/**
 * Reads a form as browsers send it.
 *
 * @throws {TypeError} It is none, or of another kind than pages of this monitor send.
 * @throws {RangeError} It is too long.
 */
export async function formFields(context: Context): Promise<URLSearchParams> {
  const type = context.req.header("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type))
    throw new TypeError("expected a form: application/x-www-form-urlencoded");
  const tooLong = new RangeError("expected a form of at most 64 KiB");
  // What says beforehand that it is too long is not read at all.
  if (Number(context.req.header("content-length") ?? 0) > maxBytes) throw tooLong;
  const text = await context.req.text();
  if (Buffer.byteLength(text) > maxBytes) throw tooLong;
  return new URLSearchParams(text);
}

/**
 * A field that must be there.
 *
 * @throws {TypeError} It is not, or is empty.
 */
export function neededField(fields: URLSearchParams, name: string): string {
  const value = fields.get(name)?.trim();
  if (!value) throw new TypeError(`${name}: expected a text`);
  return value;
}
