/** What a `MetricError` is about. */
export type MetricErrorCode =
  | "invalid_name"
  | "invalid_label_name"
  | "invalid_config"
  | "different_shape"
  | "name_clash"
  | "invalid_sample";

/**
 * A metric that can't be made: thrown when it is asked for. With `strict: true` also a sample that
 * can't be recorded.
 */
export class MetricError extends TypeError {
  override readonly name = "MetricError";
  readonly code: MetricErrorCode;
  /** Name of the metric. */
  readonly metric: string;

  constructor(code: MetricErrorCode, metric: string, message: string) {
    super(message);
    this.code = code;
    this.metric = metric;
  }
}
