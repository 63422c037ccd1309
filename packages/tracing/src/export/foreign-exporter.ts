import { ExportResultCode } from "@opentelemetry/core";
import type { SpanExporter } from "@opentelemetry/sdk-trace-base";
import type { BatchExporter } from "./batch-exporter.ts";

/** An exporter of the SDK's contract, from elsewhere. It knows no signal: the queue gives up on it. */
export function foreignExporter(exporter: SpanExporter): BatchExporter {
  return {
    name: exporter.constructor?.name ?? "exporter",
    export: (spans) =>
      new Promise((resolve, reject) => {
        const returned: unknown = exporter.export([...spans], ({ code, error }) => {
          if (code === ExportResultCode.SUCCESS) resolve({ rejected: 0 });
          else reject(error ?? new Error("the exporter gave no reason"));
        });
        // Some are async functions: a rejection that nobody hears of would end the process.
        Promise.resolve(returned).catch(reject);
      }),
    close() {
      // Its losses are counted already; what it says of its end changes none of them.
      void (async () => exporter.shutdown())().catch(() => {});
    },
  };
}
