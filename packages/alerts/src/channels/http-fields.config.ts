import * as z from "zod";

const isHttpUrl = (value: string) => /^https?:\/\//i.test(value) && URL.canParse(value);
const error = "expected an http or https URL";

/** An http or https address; the message never repeats it. */
export const httpUrl = z.string().refine(isHttpUrl, { error });

/** The same, or nothing: the original's files have `webhook_url = ""` where there is none. */
export const httpUrlOrEmpty = z
  .string()
  .refine((value) => value === "" || isHttpUrl(value), { error });

/** Request headers; their values may be tokens. */
export const httpHeaders = z
  .record(z.string(), z.string().meta({ secret: true }))
  .describe("Request headers; their values are secret.");
