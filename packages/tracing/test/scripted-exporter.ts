import { ExportResultCode } from "@opentelemetry/core";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-base";

/** How an exporter takes one batch. */
export type Answer =
  | "succeeds"
  | "succeeds later"
  | "fails"
  | "fails later"
  | "throws"
  | "rejects"
  | "never"
  | "when released"
  | "succeeds, then fails"
  | "fails, then succeeds";

export type Shutdown = "resolves" | "rejects" | "throws" | "never";

export interface Script {
  /** One per batch, again from the first when they are over. */
  readonly answers: readonly Answer[];
  readonly shutdown: Shutdown;
}

export interface ScriptedExporter extends SpanExporter {
  readonly batches: readonly (readonly ReadableSpan[])[];
  /** Spans of the batches whose first answer was a success. */
  readonly succeeded: number;
  /** Those of them that were answered within the call. */
  readonly succeededAtOnce: number;
  readonly shutdowns: number;
  /** Answers all batches that wait for it. */
  release(): void;
}

const success = { code: ExportResultCode.SUCCESS };
const failure = { code: ExportResultCode.FAILED, error: new Error("refused by the script") };

/** An exporter that answers as its script says. */
export function scriptedExporter({ answers, shutdown }: Script): ScriptedExporter {
  const batches: ReadableSpan[][] = [];
  const waiting: (() => void)[] = [];
  const counts = { succeeded: 0, succeededAtOnce: 0, shutdowns: 0 };

  function answer(how: Answer, spans: ReadableSpan[], done: Parameters<SpanExporter["export"]>[1]) {
    const succeed = () => {
      counts.succeeded += spans.length;
      done(success);
    };
    switch (how) {
      case "succeeds":
      case "succeeds, then fails":
        counts.succeededAtOnce += spans.length;
        succeed();
        if (how !== "succeeds") done(failure);
        return;
      case "succeeds later":
        setImmediate(succeed);
        return;
      case "fails":
        return done(failure);
      case "fails later":
        setImmediate(() => done(failure));
        return;
      case "fails, then succeeds":
        done(failure);
        return done(success);
      case "throws":
        throw new Error("thrown by the script");
      case "rejects":
        return Promise.reject(new Error("rejected by the script"));
      case "when released":
        waiting.push(succeed);
        return;
      case "never":
    }
    return;
  }

  return {
    batches,
    get succeeded() {
      return counts.succeeded;
    },
    get succeededAtOnce() {
      return counts.succeededAtOnce;
    },
    get shutdowns() {
      return counts.shutdowns;
    },
    export(spans, done) {
      const how = answers[batches.length % answers.length] ?? "succeeds";
      batches.push([...spans]);
      // Some exporters are async functions, whatever their type says.
      return answer(how, spans, done) as never;
    },
    shutdown() {
      counts.shutdowns++;
      if (shutdown === "throws") throw new Error("thrown by the script");
      if (shutdown === "rejects") return Promise.reject(new Error("rejected by the script"));
      return shutdown === "never" ? new Promise(() => {}) : Promise.resolve();
    },
    release() {
      for (const each of waiting.splice(0)) each();
    },
  };
}
