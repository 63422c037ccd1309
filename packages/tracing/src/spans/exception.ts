import type { Attributes, Exception } from "@opentelemetry/api";

/** The attributes of an exception event; undefined if it has neither type nor message. */
export function exceptionAttributes(exception: Exception): Attributes | undefined {
  try {
    return attributesOf(exception);
  } catch {
    // Whatever can be thrown can be recorded, also what throws when it is looked at.
    return undefined;
  }
}

function attributesOf(exception: Exception): Attributes | undefined {
  if (typeof exception === "string")
    return exception ? { "exception.message": exception } : undefined;
  const type = exceptionType(exception);
  const { message, stack } = exception ?? {};
  if (!type && !message) return undefined;
  return {
    ...(type && { "exception.type": type }),
    ...(message && { "exception.message": message }),
    ...(stack && { "exception.stacktrace": stack }),
  };
}

/** Few values: a code such as ECONNREFUSED says more than the class `Error`, as in the SDK. */
export function exceptionType(exception: Exclude<Exception, string>): string | undefined {
  return exception?.code ? String(exception.code) : exception?.name || undefined;
}
