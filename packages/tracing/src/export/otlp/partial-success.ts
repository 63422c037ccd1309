import type { BatchReceipt } from "../batch-exporter.ts";
import { jsonValue, type Showable } from "../collector-words.ts";
import type { PostAnswer } from "../http-post.ts";
import { protobufField } from "./protobuf-field.ts";

/**
 * How many spans a collector refused of a request that it took, and why. An answer that can't be
 * read refuses none.
 *
 * https://opentelemetry.io/docs/specs/otlp/#partial-success-1
 */
export function partialSuccess(answer: PostAnswer, showable: Showable): BatchReceipt {
  const { rejected, words } = /json/i.test(answer.contentType)
    ? fromJson(answer.body)
    : fromProtobuf(answer.body);
  const count = Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0;
  const reason = showable(words);
  return { rejected: count, ...(reason !== undefined && { reason }) };
}

function fromProtobuf(body: Buffer) {
  const partial = protobufField(body, 1);
  if (!Buffer.isBuffer(partial)) return { rejected: 0, words: "" };
  const words = protobufField(partial, 2);
  return {
    rejected: Number(protobufField(partial, 1) ?? 0),
    words: Buffer.isBuffer(words) ? words.toString() : "",
  };
}

function fromJson(body: Buffer) {
  const words = jsonValue(body, ["partialSuccess", "errorMessage"]);
  return {
    // A 64-bit number is a text in this form.
    rejected: Number(jsonValue(body, ["partialSuccess", "rejectedSpans"]) ?? 0),
    words: typeof words === "string" ? words : "",
  };
}
