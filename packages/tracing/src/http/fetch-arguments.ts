/** What a span can't find out by itself. */
export interface TracedRequest {
  /** The path with names in place of values, such as `/users/{id}`; becomes part of the span's name. */
  readonly urlTemplate?: string;
  /**
   * How often this request was sent before: 1 for its first repetition.
   *
   * @default 0
   */
  readonly resendCount?: number;
}

/** What `fetch` takes, and what tracing wants to know beside it. */
export type TracedRequestInit = RequestInit & { readonly tracing?: TracedRequest };

type Input = string | URL | Request;

export function urlOf(input: Input): string {
  return isRequest(input) ? input.url : String(input);
}

/** The method as it is sent: `fetch` writes these six in capitals, and no other. */
export function methodOf(input: Input, init: RequestInit | undefined): string {
  const method = init?.method ?? (isRequest(input) ? input.method : "GET");
  return /^(?:delete|get|head|options|post|put)$/i.test(method) ? method.toUpperCase() : method;
}

/** Arguments for `fetch` that mean the same, with a change to a copy of the headers. */
export function withHeaders(
  input: Input,
  init: TracedRequestInit | undefined,
  change: (headers: Headers) => void,
): Parameters<typeof fetch> {
  // A `Request` may stand for options, too. Its members are accessors, which a copy would lose.
  if (init !== undefined && !isPlain(init)) {
    const request = new Request(input, init);
    change(request.headers);
    return [request];
  }
  const { tracing: _, ...options } = init ?? {};
  const headers = new Headers(options.headers ?? (isRequest(input) ? input.headers : undefined));
  change(headers);
  return [input, { ...options, headers }];
}

/** Of any make: undici's own is not the runtime's. */
function isRequest(input: Input): input is Request {
  return typeof input === "object" && "url" in input && "headers" in input;
}

function isPlain(init: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(init);
  return prototype === Object.prototype || prototype === null;
}
