import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type TypedValue, withNumbers } from "./decoded-otlp.ts";
import { debianPython, pythonAnswers } from "./python.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** In the order of the wire; a key may come more than once. */
export type JaegerTags = readonly (readonly [key: string, value: TypedValue])[];

/** A span of a Jaeger batch, all of it. Ids are hex, the parent's empty where there is none. */
export interface DecodedJaegerSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly references: readonly {
    readonly type: "CHILD_OF" | "FOLLOWS_FROM";
    readonly traceId: string;
    readonly spanId: string;
  }[];
  readonly flags: number;
  readonly startMicros: string;
  readonly durationMicros: string;
  readonly tags: JaegerTags;
  readonly logs: readonly { readonly micros: string; readonly fields: JaegerTags }[];
}

export interface DecodedJaegerBatch {
  readonly service: string;
  readonly processTags: JaegerTags;
  readonly spans: readonly DecodedJaegerSpan[];
}

const inPython = (file: string) => fileURLToPath(new URL(`../python/${file}`, import.meta.url));

/**
 * Each Thrift body for Jaeger's `/api/traces`, as the classes read it that Apache Thrift's compiler
 * makes.
 *
 * @throws {Error} One is not a batch.
 */
export async function decodedJaeger(bodies: readonly Buffer[]): Promise<DecodedJaegerBatch[]> {
  await using folder = await temporaryFolder();
  await compiled(folder.path);
  const answers = await pythonAnswers(
    debianPython,
    [inPython("decode_jaeger.py"), folder.path],
    bodies.map((body) => body.toString("base64")),
  );
  return answers.map((answer) => {
    const { read, refused } = JSON.parse(answer, withNumbers) as {
      read?: DecodedJaegerBatch;
      refused?: string;
    };
    if (!read) throw new Error(`the decoder refuses the batch: ${refused}`);
    return read;
  });
}

async function compiled(folder: string): Promise<void> {
  const args = ["--gen", "py", "-out", folder, inPython("jaeger.thrift")];
  const compiler = spawn("thrift", args, { stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  compiler.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const [code] = (await once(compiler, "close")) as [number | null];
  if (code !== 0) throw new Error(`Thrift's compiler ended with ${code}: ${errors}`);
}
