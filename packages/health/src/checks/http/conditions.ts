import { goDuration } from "../../go-duration.ts";
import { parsedJson } from "./body.ts";
import { certificateEnd, tlsServer } from "./certificate.ts";
import { type JsonExpectation, jsonCondition } from "./json-condition.ts";
import { assertLimits, type Limits, type Violation, violatedLimit } from "./limits.ts";

/** What an answer must be like. All that does not hold is told. */
export interface HttpConditions {
  /**
   * Statuses that are well: `200`, `"2xx"` or `"200-299"`.
   *
   * @default ["2xx", "3xx"]
   */
  readonly status?: readonly (number | string)[];
  /** Milliseconds at most until the answer's headers. */
  readonly responseTimeMs?: Limits;
  /** Text the body must have, and a regular expression (flag `u`) it must match. */
  readonly body?: {
    readonly contains?: string | undefined;
    readonly matches?: string | undefined;
  };
  /**
   * Values of a JSON body by their path, such as `data.items[0].state` or `items.length`. Text that
   * begins with `==`, `!=`, `<`, `<=`, `>` or `>=` and a space compares: `"< 100"`.
   */
  readonly json?: Readonly<Record<string, JsonExpectation>>;
  /** Days at least that the certificate of an https URL is valid. */
  readonly certificateExpiresAfterDays?: Limits;
}

/** What the conditions look at. */
export interface Observed {
  readonly status: number;
  readonly responseTimeMs: number;
  /** Undefined when it was longer than 256 KiB, or nobody asked. */
  readonly text: string | undefined;
  readonly certificateEnd: Date | undefined;
}

const dayMs = 86_400_000;

/**
 * Reads the conditions once, so that what is malformed shows at the start.
 *
 * @throws {TypeError} when a condition can't be one.
 */
export function httpConditions(conditions: HttpConditions, url: URL, where: string) {
  const { status = ["2xx", "3xx"], responseTimeMs, body, json } = conditions;
  const days = conditions.certificateExpiresAfterDays;
  const accepts = status.map((entry) => statusRange(entry, where));
  const pattern = body?.matches === undefined ? undefined : regExp(body.matches, where);
  const values = Object.entries(json ?? {}).map(([path, expected]) =>
    jsonCondition(path, expected, where),
  );
  assertLimits(responseTimeMs, `${where}: responseTimeMs`);
  assertLimits(days, `${where}: certificateExpiresAfterDays`);
  if (days !== undefined && url.protocol !== "https:")
    throw new TypeError(`${where}: certificateExpiresAfterDays needs an https URL`);
  const unhealthy = (message: string): Violation => ({ status: "unhealthy", message });

  const ofBody = (text: string | undefined): Violation[] => {
    if (text === undefined) return [unhealthy("body is longer than 256 KiB")];
    const found: Violation[] = [];
    if (body?.contains !== undefined && !text.includes(body.contains))
      found.push(unhealthy(`body without ${JSON.stringify(body.contains.slice(0, 80))}`));
    if (pattern && !pattern.test(text)) found.push(unhealthy(`body does not match ${pattern}`));
    if (values.length === 0) return found;
    const parsed = parsedJson(text);
    if (parsed === undefined) return [...found, unhealthy("body is not JSON")];
    return [...found, ...values.flatMap((judge) => judge(parsed) ?? []).map(unhealthy)];
  };
  const ofTime = (ms: number): Violation[] => {
    const violated =
      responseTimeMs === undefined ? undefined : violatedLimit(responseTimeMs, (most) => ms > most);
    if (!violated) return [];
    const message = `response time ${goDuration(ms)}, expected at most ${goDuration(violated.limit)}`;
    return [{ status: violated.status, message }];
  };
  const ofCertificate = (end: Date | undefined): Violation[] => {
    if (days === undefined || !end) return [];
    const left = Math.floor((end.getTime() - Date.now()) / dayMs);
    const violated = violatedLimit(days, (least) => left < least);
    if (!violated) return [];
    const message = `certificate expires in ${left} days, expected at least ${violated.limit}`;
    return [{ status: violated.status, message }];
  };

  return {
    readsBody: body !== undefined || values.length > 0,
    /** Asks for the certificate's end if a condition looks at it. */
    certificateEnd: async (signal: AbortSignal) =>
      days === undefined ? undefined : await certificateEnd(tlsServer(url), signal),
    /** Everything that does not hold. */
    violations(observed: Observed): Violation[] {
      const well = accepts.some(([low, high]) => observed.status >= low && observed.status <= high);
      const said =
        conditions.status === undefined
          ? ""
          : `status ${observed.status}, expected ${status.join(" or ")}`;
      return [
        ...(well ? [] : [unhealthy(said)]),
        ...ofTime(observed.responseTimeMs),
        ...(this.readsBody ? ofBody(observed.text) : []),
        ...ofCertificate(observed.certificateEnd),
      ];
    },
  };
}

function statusRange(entry: number | string, where: string): [number, number] {
  const [, hundreds, low, high] =
    /^(?:([1-5])xx|([1-5]\d\d)(?:-([1-5]\d\d))?)$/.exec(String(entry)) ?? [];
  if (hundreds !== undefined) return [Number(hundreds) * 100, Number(hundreds) * 100 + 99];
  if (low !== undefined) return [Number(low), Number(high ?? low)];
  throw new TypeError(
    `${where}: status ${JSON.stringify(entry)} must be such as 200, "2xx" or "200-299"`,
  );
}

function regExp(source: string, where: string): RegExp {
  try {
    return new RegExp(source, "u");
  } catch {
    throw new TypeError(`${where}: ${JSON.stringify(source)} is no regular expression`);
  }
}
