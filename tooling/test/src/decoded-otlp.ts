import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pythonAnswers, pythonNumber } from "./python.ts";

/** A value with its type on the wire. 64-bit integers are decimal text. */
export type TypedValue =
  | { readonly string: string }
  | { readonly int: string }
  | { readonly double: number }
  | { readonly bool: boolean }
  | { readonly bytes: string }
  | { readonly array: readonly TypedValue[] }
  | { readonly map: TypedAttributes }
  | { readonly empty: true };

export type TypedAttributes = Readonly<Record<string, TypedValue>>;

/** A span of an OTLP message, all of it. Ids are hex, empty where there is none. */
export interface DecodedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly flags: number;
  readonly name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly startNanos: string;
  readonly endNanos: string;
  readonly attributes: TypedAttributes;
  readonly droppedAttributes: number;
  readonly events: readonly {
    readonly name: string;
    readonly nanos: string;
    readonly attributes: TypedAttributes;
    readonly droppedAttributes: number;
  }[];
  readonly droppedEvents: number;
  readonly links: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly traceState: string;
    readonly flags: number;
    readonly attributes: TypedAttributes;
    readonly droppedAttributes: number;
  }[];
  readonly droppedLinks: number;
  /** 0 unset, 1 ok, 2 error. */
  readonly status: { readonly code: number; readonly message: string };
  readonly resource: TypedAttributes;
  readonly scope: { readonly name: string; readonly version: string };
}

// `pnpm test:peers` makes it, with OpenTelemetry's own classes for its messages in it.
const python = join(homedir(), ".cache", "ettl", "python", "bin", "python");
const program = fileURLToPath(new URL("../python/decode_otlp.py", import.meta.url));

/**
 * The spans of each OTLP body, as OpenTelemetry's own classes for Python read them.
 *
 * @throws {Error} One is not what OTLP allows.
 */
export async function decodedOtlp(
  bodies: readonly Buffer[],
  form: "protobuf" | "json" = "protobuf",
): Promise<DecodedSpan[][]> {
  const lines = bodies.map((body) => body.toString("base64"));
  const answers = await pythonAnswers(python, [program, form], lines);
  return answers.map((answer) => {
    const { read, refused } = JSON.parse(answer, withNumbers) as {
      read?: DecodedSpan[];
      refused?: string;
    };
    if (!read) throw new Error(`the decoder refuses the message: ${refused}`);
    return read;
  });
}

/** Doubles travel as text: JSON has no infinity. */
export function withNumbers(this: object, key: string, value: unknown): unknown {
  const isDouble = key === "double" && typeof value === "string" && Object.keys(this).length === 1;
  return isDouble ? pythonNumber(value) : value;
}
